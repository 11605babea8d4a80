/**
 * HTML from outside, made fit to be shown: formatting stays, everything that acts, loads, leads away or hides is gone.
 * While the mail is parsed, apart from the page, the page's policy refuses its styles and handlers and says so in the console.
 * DOMPurify takes out what is not on the lists; what is left is never made text again, so no parser sees it twice.
 * It is shown in a frame without scripts whose policy loads nothing (src/ui/MailFrame.svelte): each of the three would do.
 */
import create_purifier from "dompurify";

export interface SafeMail {
  /** Styles stand in data-style: as an attribute a policy without 'unsafe-inline' would refuse them. */
  body: DocumentFragment;
  /** Images that would have been fetched from somewhere: "https:", also what such a fetch tells its sender. */
  remote_images: number;
  /** Images that came with the mail. */
  own_images: number;
}

const kTags = (
  "a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del div dfn dl dt em " +
  "figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol p pre q s samp section small " +
  "span strike strong sub sup table tbody td tfoot th thead time tr tt u ul var wbr"
).split(" ");

const kAttributes = (
  "align alt bgcolor border cellpadding cellspacing color colspan dir face height href lang nowrap rowspan size span src " +
  "start style title type valign width"
).split(" ");

/** Longhands that format. None that places, hides, covers or fetches: position, display, opacity, background-image. */
const kStyle =
  /^(?:color|background-color|font-(?:family|size|style|weight|variant.*)|line-height|letter-spacing|text-(?:align|decoration.*|transform)|(?:padding|margin)-(?:top|right|bottom|left)|border-.*(?:width|style|color)|border-(?:collapse|spacing)|vertical-align|white-space.*|list-style-type|direction|(?:max-)?width)$/;
const kFetches = /url|image|expression|var\(|attr\(|\\|@/i;
const kTooSmall = /^0*(?:[0-7](?:\.\d+)?(?:px|pt)|0?\.[0-4]\d*r?em|[0-3]?\d(?:\.\d+)?%|0)$/i;
// Dark letters on light ground, so that no two colours hide what is written: shares of white.
const kLightestLetters = 0.65;
const kDarkestGround = 0.8;

/** The safe part of a style attribute. */
export function safe_style(text: string): string {
  const { style } = document.createElement("span");
  style.cssText = text;
  const kept: string[] = [];
  for (let i = 0; i < style.length; i++) {
    const name = style.item(i);
    const value = style.getPropertyValue(name);
    if (!kStyle.test(name) || kFetches.test(value)) continue;
    if (/^(?:margin|letter-spacing)/.test(name) && value.includes("-")) continue; // pulled under something else
    if (/^(?:font-size|line-height)$/.test(name) && kTooSmall.test(value)) continue;
    if (!is_seen(name, value)) continue;
    kept.push(`${name}: ${value}`);
  }
  return kept.join("; ");
}

/** Whether this colour can hide nothing: dark enough for letters, light enough for what is behind them. */
function is_seen(name: string, color: string): boolean {
  if (name === "color") return light_of(color) <= kLightestLetters;
  if (name === "background-color" || name === "bgcolor") return light_of(color) >= kDarkestGround;
  return true;
}

const kNamed: Record<string, number> = {
  white: 1,
  black: 0,
  red: 0.21,
  green: 0.36,
  blue: 0.07,
  navy: 0.04,
  yellow: 0.93,
};

/** How light a colour is, from 0, black, to 1; NaN, which fits nowhere, when it is not understood or shines through. */
export function light_of(color: string): number {
  const named = kNamed[color.toLowerCase()];
  if (named !== undefined) return named;
  const [red = NaN, green = NaN, blue = NaN, alpha = 1] = rgb_of(color) ?? [];
  return alpha < 1 ? NaN : (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
}

function rgb_of(color: string): number[] | null {
  const hex = /^#([0-9a-f]{3,8})$/i.exec(color)?.[1];
  if (hex && hex.length < 5)
    return [...hex].map((digit, i) => parseInt(digit + digit, 16) / (i === 3 ? 255 : 1));
  if (hex) return (hex.match(/../g) ?? []).map((pair, i) => parseInt(pair, 16) / (i === 3 ? 255 : 1));
  const inner = /^rgba?\(([\d., /]+)\)$/i.exec(color)?.[1];
  return inner ? inner.split(/[\s,/]+/).map(Number) : null;
}

/** Sanitises the HTML of a mail. REQUIRES: a document (a browser). */
export function sanitise_mail(html: string): SafeMail {
  const clean: DocumentFragment | null = create_purifier(window).sanitize(html, {
    ALLOWED_TAGS: kTags,
    ALLOWED_ATTR: kAttributes,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    // A cid: names a part of the mail: kept only until it is counted.
    ALLOWED_URI_REGEXP: /^(?:(?:https?|mailto|tel|cid|data):|[^a-z]|[a-z+.-]+(?:[^a-z+.:-]|$))/i,
    RETURN_DOM_FRAGMENT: true,
  });
  const body = clean ?? document.createDocumentFragment(); // its types promise one; from nothing it makes null
  const mail: SafeMail = { body, remote_images: 0, own_images: 0 };
  for (const image of body.querySelectorAll("img")) replace_image(image, mail);
  for (const link of body.querySelectorAll("a")) replace_link(link);
  for (const name of ["color", "bgcolor"])
    for (const element of body.querySelectorAll(`[${name}]`))
      if (!is_seen(name, element.getAttribute(name) ?? "")) element.removeAttribute(name);
  for (const element of body.querySelectorAll<HTMLElement>("[style]")) {
    element.dataset.style = safe_style(element.getAttribute("style") ?? "");
    element.removeAttribute("style");
  }
  for (const element of body.querySelectorAll("[src], [href]")) {
    element.removeAttribute("src");
    element.removeAttribute("href");
  }
  return mail;
}

/** A picture that is one point large tells its sender that the mail was read: nothing was to be seen. */
const is_beacon = (image: HTMLImageElement) =>
  [image.getAttribute("width"), image.getAttribute("height")].some((size) =>
    /^[01](?:px)?$/.test(size ?? ""),
  );

function replace_image(image: HTMLImageElement, mail: SafeMail): void {
  const src = image.getAttribute("src") ?? "";
  if (/^(?:cid|data):/i.test(src)) mail.own_images++;
  else if (src !== "") mail.remote_images++;
  if (is_beacon(image)) {
    image.remove();
    return;
  }
  const place = document.createElement("span");
  place.className = "image";
  place.textContent = image.getAttribute("alt")?.trim() || "image";
  image.replaceWith(place);
}

/** A link becomes its words, with the place it would lead to where those do not say it. */
function replace_link(link: HTMLAnchorElement): void {
  const to = link.getAttribute("href");
  const words = document.createElement("span");
  words.append(...link.childNodes);
  if (to) {
    words.className = "link";
    words.title = to;
    const host = /^https?:\/\/(?:[^/?#]*@)?([^/?#:]+)/i.exec(to)?.[1]?.toLowerCase();
    if (host && !words.textContent?.toLowerCase().includes(host)) {
      const where = document.createElement("span");
      where.className = "host";
      where.textContent = ` [${host}]`;
      words.append(where);
    }
  }
  link.replaceWith(words);
}

/** "3 remote images not loaded, 1 image of the mail not shown"; "" when there are none. */
export function image_words(mail: SafeMail): string {
  const counted = (count: number, of: string, what: string) =>
    count === 0 ? [] : [`${count} ${of}${count === 1 ? "image" : "images"} ${what}`];
  return [
    ...counted(mail.remote_images, "remote ", "not loaded"),
    ...counted(mail.own_images, "attached ", "not shown"),
  ].join(", ");
}
