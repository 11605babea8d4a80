/** The figures of sending in words: a share with its interval, and when there is too little behind it to judge by. */
import type { SalesFigure, SendingGroup, SendingReport } from "../../api/client";
import { say } from "../../lib/strings";

export function sending_query(
  { from, to }: { from: string; to: string },
  group_by: string,
  zone: string,
): URLSearchParams {
  return new URLSearchParams({ from, to, zone, ...(group_by === "" ? {} : { group_by }) });
}

/** Small shares need a decimal: 0.3 % is not 0 %. */
const digits = (most: number): number => (most < 0.1 ? 1 : 0);
const percent = (share: number, places: number): string =>
  (share * 100).toLocaleString("en", { maximumFractionDigits: places });

/** "12 %". */
export function share_words({ value, high }: SalesFigure): string {
  return value === null ? say.unknown_figure : `${percent(value, digits(high ?? value))} %`;
}

/** "between 6 and 21 %"; empty where there is no interval. */
export function interval_words({ low, high }: SalesFigure): string {
  if (low === null || high === null) return "";
  const places = digits(high);
  return say.between(percent(low, places), percent(high, places));
}

export const count_words = ({ value }: SalesFigure): string =>
  value === null ? say.unknown_figure : value.toLocaleString("en");

export const is_few = (figure: SalesFigure): boolean => figure.small && figure.low !== null;

export interface TotalRow {
  name: keyof SendingReport["total"];
  title: string;
  /** "12 %, between 6 and 21 %", or a number. */
  words: string;
  few: boolean;
}

const kCounts: readonly (keyof SendingReport["total"])[] = ["sent", "delivered"];
export const kShares = ["bounce", "replied", "positive", "complaint", "opt_out"] as const;

export function total_rows({ total }: SendingReport): TotalRow[] {
  return [...kCounts, ...kShares].map((name) => {
    const figure = total[name];
    const between = interval_words(figure);
    const words = kCounts.includes(name)
      ? count_words(figure)
      : share_words(figure) + (between === "" ? "" : `, ${between}`);
    return { name, title: say.sending_titles[name], words, few: is_few(figure) };
  });
}

/** A step is one of its sequence, a variant one of its step. */
export const group_name = ({ key, sequence_id, step_id }: SendingGroup): string =>
  [sequence_id, step_id, key ?? say.no_group].filter((part) => part !== null).join(" / ");
