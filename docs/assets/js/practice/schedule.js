// When a question comes back. ARCHITECTURE.md says where these numbers come from.
import { between } from "./days.js";

const INTERVAL = 7; // days after a right answer, always the same
const AGAIN = 1; // and after a wrong one
const RETURNS = 3; // right answers on later days, after which a question has come back often enough
const CERTAIN = 2;

/**
 * Tell how an item stands: of each day the first try counts, since what follows it has been told the answer.
 *
 * @param {?{done: boolean, tries: Array}} item
 * @param {string} today
 * @returns {{due: boolean, misled: boolean, missed: boolean, waits: number}} whether it is due; whether the reader was
 *   wrong on its last day, and certain of it or not; for how many days it has been due
 */
export function standing(item, today) {
  const never = { due: false, misled: false, missed: false, waits: 0 };
  if (!item) return never;
  const days = byDay(item.tries);
  if (!days.length) return { ...never, due: true }; // from a time when no days were kept
  const latest = days.at(-1);
  const missed = !latest[0].right;
  const misled = latest.some(({ right, sure }) => !right && sure === CERTAIN);
  const again = missed || misled;
  const since = between(latest[0].day, today);
  const lastMiss = days.findLastIndex(([first]) => !first.right);
  if (!again && days.length - 1 - lastMiss > RETURNS) return never;
  const waits = since - (again ? AGAIN : INTERVAL);
  // A day that is still to come is another time zone's, by one. Otherwise the clock was wrong, and nobody knows when it was.
  return { due: waits >= 0 || since < -1, misled, missed: again, waits: Math.max(0, waits) };
}

/** Group tries of one day that follow each other. */
function byDay(tries) {
  const days = [];
  for (const one of tries) {
    if (days.at(-1)?.[0].day === one.day) days.at(-1).push(one);
    else days.push([one]);
  }
  return days;
}

/**
 * Order what is due: what the reader was certain of and wrong first, then what they missed, then what has waited longest.
 *
 * @param {Array<{id: string, page: string, item: ?Object}>} known the questions of the book
 * @returns {Array} those of them that are due
 */
export function due(known, today) {
  const found = known.map((one) => ({ ...one, ...standing(one.item, today) })).filter((one) => one.due);
  return found.sort((a, b) => b.misled - a.misled || b.missed - a.missed || b.waits - a.waits || (a.id < b.id ? -1 : 1));
}

/** Take some in their order, but from another page each time as long as there are others of the same urgency. */
export function mixed(ordered, most) {
  const left = [...ordered], taken = [], from = {};
  while (left.length && taken.length < most) {
    const urgent = left.filter(({ misled }) => misled);
    const fewest = Math.min(...(urgent.length ? urgent : left).map(({ page }) => from[page] ?? 0));
    const next = (urgent.length ? urgent : left).find(({ page }) => (from[page] ?? 0) === fewest);
    from[next.page] = fewest + 1;
    taken.push(...left.splice(left.indexOf(next), 1));
  }
  return taken;
}
