// Lets a person point at one thing of a page. While armed, a press is reported and goes no further: it reaches neither the
// page's own scripts nor the network. It runs in a world of its own, so the page can neither see it nor call it.
(() => {
  "use strict";
  if (globalThis.pointing) return;
  const me = (globalThis.pointing = { armed: false });
  const NATIVE = "a[href],button,input,select,textarea,summary";
  const PRESSES = ["pointerdown", "pointerup", "mousedown", "mouseup", "click", "auxclick", "dblclick", "contextmenu",
    "touchstart", "touchend", "keydown", "keypress", "keyup", "beforeinput", "submit", "dragstart", "drop"];
  const boxy = (b) => [b.left, b.top, b.width, b.height].map(Math.round);

  // from what was hit outwards; a label stands for its field
  const chain = (event) => {
    let path = event.composedPath().filter((node) => node instanceof Element);
    const label = path.findIndex((el) => el.localName === "label");
    if (label >= 0 && path[label].control && !path.slice(0, label).some((el) => el.matches(NATIVE))) path = [path[label].control, ...path];
    return path.slice(0, 32).map((el) => [el.localName, ...boxy(el.getBoundingClientRect())]);
  };
  const report = (event) => globalThis.optoutPointed(JSON.stringify({ url: document.URL, chain: chain(event) }));

  const onKey = (event) => {
    const el = event.composedPath()[0];
    const native = el instanceof Element && el.matches(NATIVE);
    const enters = event.key === "Enter" || event.key === " ";
    if (event.type !== "keydown" || !enters) return;
    if (native && el.matches("a,button,summary,input[type=submit i],input[type=button i],input[type=image i]")) return;  // becomes a click
    event.preventDefault();  // Enter in a field would send its form
    if (!native && el instanceof Element && el.matches("[role],[tabindex],[onclick]")) report(event);
  };
  const stop = (event) => {
    if (!me.armed || !event.isTrusted) return;
    event.stopImmediatePropagation();
    if (event.type.startsWith("key")) { onKey(event); return; }
    // a prevented pointer or touch would never become the click that is waited for
    if (event.cancelable && !/^(pointer|touch)/.test(event.type)) event.preventDefault();
    if (event.type === "click") report(event);
  };
  for (const type of PRESSES) window.addEventListener(type, stop, { capture: true, passive: false });
})();
