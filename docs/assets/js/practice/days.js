// Days as the reader's calendar has them: "2026-11-27". A try at eleven in the evening is of that day, wherever it is.

const LENGTH = 86_400_000; // ms

/** @returns {string} today, by the reader's own clock */
export function today(now = new Date()) {
  const year = Math.min(Math.max(now.getFullYear(), 0), 9999); // a clock may say anything
  const parts = [year, now.getMonth() + 1, now.getDate()];
  return parts.map((part, place) => String(part).padStart(place ? 2 : 4, "0")).join("-");
}

/** Count the days from one to another; a day of 23 hours is a day, too. */
export const between = (from, to) => Math.round((Date.parse(to) - Date.parse(from)) / LENGTH);
