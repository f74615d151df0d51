// Making elements. h("p", {class: "x"}, "text", child) makes HTML and s("circle", {r: 3}) SVG: a property that
// starts with "on" is a listener, the others are attributes; false, null and undefined leave out.

export const h = (tag, properties, ...children) => fill(document.createElement(tag), properties, children);
export const s = (tag, properties, ...children) =>
  fill(document.createElementNS("http://www.w3.org/2000/svg", tag), properties, children);

function fill(element, properties, children) {
  set(element, properties ?? {});
  element.append(...children);
  return element;
}

export function set(element, properties) {
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === false || value === null || value === undefined) element.removeAttribute(name);
    else element.setAttribute(name, value === true ? "" : value);
  }
}

export const button = (text, onclick, properties) => h("button", { type: "button", ...properties, onclick }, text);
