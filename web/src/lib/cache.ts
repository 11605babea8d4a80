/** A map that forgets the entry used longest ago once it holds more than `most`. */
export class Cache<V> {
  private readonly entries_ = new Map<string, V>();

  constructor(private readonly most_: number) {}

  get(key: string): V | undefined {
    const value = this.entries_.get(key);
    if (value !== undefined) this.put(key, value);
    return value;
  }

  put(key: string, value: V): void {
    this.entries_.delete(key);
    this.entries_.set(key, value);
    const oldest = this.entries_.keys().next();
    if (this.entries_.size > this.most_ && !oldest.done) this.entries_.delete(oldest.value);
  }

  delete(key: string): void {
    this.entries_.delete(key);
  }
}
