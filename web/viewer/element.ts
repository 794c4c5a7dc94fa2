type Attributes = Record<string, string | boolean | undefined>;
type Handlers = { [event in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[event]) => void };

/** An element of the page with what stands in it. An attribute that is `false` or `undefined` is left out. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: (Node | string | undefined)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  setAttributes(made, attributes);
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

export function setAttributes(target: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) target.removeAttribute(name);
    else target.setAttribute(name, value === true ? '' : value);
  }
}

export function on<Target extends HTMLElement>(target: Target, handlers: Handlers): Target {
  for (const [event, handler] of Object.entries(handlers)) target.addEventListener(event, handler as EventListener);
  return target;
}
