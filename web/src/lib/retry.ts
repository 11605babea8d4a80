/** Waits between tries: 1, 2, 4, 8, 15, then every 30 seconds. */
const kWaits_s = [1, 2, 4, 8, 15, 30];

export const retry_wait_s = (failures: number): number =>
  kWaits_s[Math.min(Math.max(failures, 1), kWaits_s.length) - 1] ?? 30;
