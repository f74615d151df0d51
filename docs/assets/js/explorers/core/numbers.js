// Numbers as text: show(0.1 + 0.2) is "0.3", what Python's f"{x:.6g}" prints; literal(1) is "1.0", for Python
// code, exact; number("1e3") is 1000 and number("abc") is undefined.

export function show(x, digits = 6) {
  if (!Number.isFinite(x)) return x > 0 ? "inf" : x < 0 ? "-inf" : "nan";
  if (x === 0) return "0";
  const [rounded, exponent] = x.toExponential(digits - 1).split("e");
  let mantissa = rounded;
  // JavaScript rounds a tie away from zero, Python to the even digit. 100 digits show what is a tie.
  const [long] = x.toExponential(60).split("e");
  const rest = long.replace(/^-?\d\./, "").slice(digits - 1);
  if (/^50*$/.test(rest)) {
    const down = long.slice(0, long.indexOf(".") + digits);
    if (Number(down.at(-1)) % 2 === 0) mantissa = down;
  }
  const power = Number(exponent);
  if (power >= -4 && power < digits) return trim(Number(`${mantissa}e${power}`).toFixed(Math.max(0, digits - 1 - power)));
  return `${trim(mantissa)}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

function trim(text) {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

export function literal(x) {
  const text = String(x + 0); // -0 becomes 0
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

export function number(text) {
  return /^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i.test(text) ? Number(text) + 0 : undefined;
}
