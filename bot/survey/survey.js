// One look at one frame as plain data: what a person could read, type into and press. It changes nothing on the page.
// Called with the root element and limits; gives a JSON string (a string crosses to Python many times faster than a tree).
(root, limits) => {
  "use strict";
  const doc = root.ownerDocument;
  const win = doc.defaultView;
  const [W, H, sx, sy] = [win.innerWidth, win.innerHeight, win.scrollX, win.scrollY];
  const rtl = win.getComputedStyle(root).direction === "rtl";
  const fold = (s, n) => (s ? s.slice(0, n * 4).replace(/\s+/gu, " ").trim().slice(0, n) : "");
  const attr = (el, name, n = 200) => fold(el.getAttribute(name), n);

  // ---- every open shadow root -------------------------------------------------------------------------------------
  const roots = [doc];
  const hosts = (scope, left) => {
    for (const el of scope.querySelectorAll("*")) {
      if (--left < 0) return;
      if (el.shadowRoot && roots.length < 200) { roots.push(el.shadowRoot); hosts(el.shadowRoot, left); }
    }
  };
  hosts(doc, 40000);
  const all = (selector, cap) => {
    const found = [];
    for (const scope of roots) {
      for (const el of scope.querySelectorAll(selector)) { if (found.length >= cap) return found; found.push(el); }
    }
    return found;
  };
  // A form's own properties may be shadowed by fields called "children" or "parentElement": ask the prototypes.
  const getter = (proto, name) => { const get = Object.getOwnPropertyDescriptor(proto, name).get; return (el) => get.call(el); };
  const parentOf = getter(win.Node.prototype, "parentElement");
  const parentNodeOf = getter(win.Node.prototype, "parentNode");
  const childrenOf = (node) => (node.nodeType === 1 ? getter(win.Element.prototype, "children")(node) : node.children);
  const hostOf = (el) => { const r = el.getRootNode(); return r instanceof win.ShadowRoot ? r.host : null; };
  const up = (el) => el.assignedSlot || parentOf(el) || hostOf(el);

  // ---- what lies over the page: dialogs by role, and plain boxes that float over the middle or the foot ---------------
  const overlays = new Set();
  for (const [x, y] of [[W / 2, H / 2], [W / 2, H - 20], [W - 60, H - 60], [60, H - 60], [W / 2, 12]]) {
    for (let el = doc.elementFromPoint(x, y), hops = 0; el && el !== root && el !== doc.body && hops < 60; el = up(el), hops++) {
      if (/^(fixed|sticky)$/.test(win.getComputedStyle(el).position)) overlays.add(el);
    }
  }
  const DIALOG = "dialog[open],[role=dialog],[role=alertdialog],[aria-modal=true]";

  // ---- visibility: computed once per element, inherited from above ---------------------------------------------------
  const OVER = { hidden: false, opacity: 1, clip: null, clipAbs: null, fixed: false, scrolled: false, dialog: false, inert: false, aria: false, z: 0, landmark: "", depth: 0 };
  const MARK = { MAIN: "main", NAV: "nav", FOOTER: "footer", ASIDE: "aside", SEARCH: "search" };
  const ROLE = { banner: "header", navigation: "nav", main: "main", contentinfo: "footer", complementary: "aside", search: "search" };
  const meet = (a, b) => (a ? { l: Math.max(a.l, b.left), r: Math.min(a.r, b.right), t: Math.max(a.t, b.top), b: Math.min(a.b, b.bottom) } : { l: b.left, r: b.right, t: b.top, b: b.bottom });
  const clippedAway = (cs) => {
    if (cs.clip && cs.clip !== "auto" && /absolute|fixed/.test(cs.position)) {
      const [t, r, b, l] = (cs.clip.match(/-?[\d.]+/g) || []).map(Number);
      if (r - l <= 2 || b - t <= 2) return true;
    }
    return cs.clipPath !== "none" && /inset\((?:[5-9]\d|100)(?:\.\d+)?%|(?:circle|ellipse)\(0(?:px|%)?[ )]|polygon\((?:0(?:px|%)? 0(?:px|%)?,? ?)+\)/.test(cs.clipPath);
  };
  const landmarkOf = (el, above) => {
    const role = el.getAttribute("role");
    if (role && ROLE[role]) return ROLE[role];
    if (MARK[el.tagName]) return MARK[el.tagName];
    return el.tagName === "HEADER" && above.landmark !== "main" && !(parentOf(el) && parentOf(el).closest("article,form")) ? "header" : above.landmark;
  };
  const states = new Map([[root, OVER]]);
  const state = (el) => {
    const known = states.get(el);
    if (known) return known;
    const parent = up(el);
    const above = parent ? state(parent) : OVER;
    const cs = win.getComputedStyle(el);
    const s = { ...above, landmark: landmarkOf(el, above), depth: above.depth + 1 };
    s.opacity = above.opacity * parseFloat(cs.opacity || "1");
    s.hidden = above.hidden || cs.display === "none" || s.opacity < 0.06 || /opacity\(0(?:%|\))/.test(cs.filter) || clippedAway(cs);
    s.inert = above.inert || el.hasAttribute("inert");
    s.aria = above.aria || el.getAttribute("aria-hidden") === "true";
    s.dialog = above.dialog || el.matches(DIALOG) || overlays.has(el);
    if (cs.position === "fixed") { s.fixed = true; s.clip = null; } else if (cs.position === "absolute") s.clip = above.clipAbs;
    if (/absolute|fixed/.test(cs.position) && parseInt(cs.zIndex, 10) < 0) s.z = -1;
    if (el !== doc.body && cs.display !== "inline" && cs.display !== "contents" && (cs.overflowX !== "visible" || cs.overflowY !== "visible")) {
      const box = el.getBoundingClientRect();
      const cuts = /hidden|clip/.test(cs.overflowX + cs.overflowY);
      if (box.width <= 2 || box.height <= 2) s.clip = meet(null, { left: 0, right: 0, top: 0, bottom: 0 });
      else if (/auto|scroll/.test(cs.overflowX)) s.clip = null;
      else if (cuts && /hidden|clip/.test(cs.overflowX)) s.clip = meet(s.clip, { left: box.left, right: box.right, top: -1e9, bottom: 1e9 });
      s.scrolled = s.scrolled || el.scrollTop > 0 || el.scrollLeft > 0;
    }
    if (cs.position !== "static") s.clipAbs = s.clip;
    states.set(el, s);
    return s;
  };
  const isOff = (box, s) => {
    if (s.scrolled) return false;
    const [dx, dy] = s.fixed ? [0, 0] : [sx, sy];
    return box.bottom + dy <= 0 || box.left + dx >= Math.max(W * 2, W + 900) || (rtl ? box.right + dx <= -2 * W : box.right + dx <= 0)
      || (rtl && !s.fixed && box.left < -3000) || (s.fixed && (box.left >= W || box.top >= H));
  };
  const see = (el) => {  // [visible, offscreen, box, state]
    const box = el.getBoundingClientRect();
    const s = state(el);
    const off = isOff(box, s);
    const shown = !s.hidden && !off && box.width > 2 && box.height > 2
      && !(s.clip && (Math.min(box.right, s.clip.r) - Math.max(box.left, s.clip.l) < 3 || Math.min(box.bottom, s.clip.b) - Math.max(box.top, s.clip.t) < 3))
      && el.checkVisibility({ visibilityProperty: true, opacityProperty: true, contentVisibilityAuto: false });
    return [shown, off, box, s];
  };
  const opaque = (el) => {
    const c = (win.getComputedStyle(el).backgroundColor.match(/[\d.]+/g) || []).map(Number);
    return el.tagName === "IMG" || (c.length === 3 || c[3] > 0.9);
  };
  const beside = (el, x, y, box) => {  // out of the viewport nothing can be hit-tested: look at what is laid over it from its side
    for (let next = el.nextElementSibling, n = 0; next && n < 4; next = next.nextElementSibling, n++) {
      const r = next.getBoundingClientRect();
      if (r.left <= x && r.right >= x && r.top <= y && r.bottom >= y && r.width >= box.width * 0.8 && /absolute|relative/.test(win.getComputedStyle(next).position) && opaque(next)) return true;
    }
    return false;
  };
  const covered = (el, box, s) => {  // by something opaque of the page itself (a dialog over the page is another matter)
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    if (x < 0 || y < 0 || x >= W || y >= H) return s.z < 0 || [el, el.parentElement].some((one) => one && beside(one, x, y, box));
    const top = el.getRootNode().elementFromPoint(x, y);
    if (!top || top === el || el.contains(top) || top.contains(el) || (top.closest("label") && top.closest("label").control === el)) return false;
    const over = state(top);
    return !over.dialog && !over.fixed && !over.hidden && over.opacity > 0.9 && opaque(top) && top.getBoundingClientRect().width >= box.width * 0.8;
  };

  // ---- selectors: an id or name that is unique and reads like a word, else a path from the nearest such ancestor --------
  const junk = (id) => id.length > 40 || /\d{4}|^[\d:_-]|[:«»]|^(?=.*\d)[A-Za-z\d]{7,}$|(?:[a-z]\d|\d[a-z]){3}/i.test(id) || /[^\x21-\x7e]/.test(id);
  const quoted = (v) => '"' + v.replace(/["\\]/g, "\\$&").replace(/\n/g, "\\a ") + '"';
  const alone = (scope, css) => {  // a locator looks into every open shadow: an id that another tree bears as well tells nothing
    if (scope.querySelectorAll(css).length !== 1) return false;
    return roots.length === 1 || roots.every((other) => other === scope || !other.querySelector(css));
  };
  const orders = new Map();
  const nth = (el) => {
    const parent = parentNodeOf(el);
    let index = orders.get(parent);
    if (!index) { index = new Map(); let i = 0; for (const child of childrenOf(parent)) index.set(child, ++i); orders.set(parent, index); }
    return index.get(el);
  };
  const idCache = new Map();
  const byId = (el) => {
    const id = el.getAttribute("id");  // a form's own property may be shadowed by a field called "id"
    if (!id || junk(id)) return "";
    let css = idCache.get(el);
    if (css === undefined) { css = "#" + win.CSS.escape(id); if (!alone(el.getRootNode(), css)) css = ""; idCache.set(el, css); }
    return css;
  };
  const paths = new Map();
  const path = (el) => {
    const known = paths.get(el);
    if (known !== undefined) return known;
    let css = byId(el);
    if (!css) {
      const parent = parentOf(el);
      const tag = win.CSS.escape(el.localName);
      if (el === root || el === doc.body) css = tag;
      else if (parent) css = `${path(parent)} > ${tag}:nth-child(${nth(el)})`;
      else { const host = hostOf(el); css = host ? `${path(host)} ${tag}:nth-child(${nth(el)})` : tag; }
      if (parent && hostOf(el) && byId(el)) css = byId(el);
    } else { const host = hostOf(el); if (host) css = `${path(host)} ${css}`; }
    paths.set(el, css);
    return css;
  };
  const selectorOf = (el) => {
    const scope = el.getRootNode();
    const host = hostOf(el);
    const start = host ? path(host) + " " : "";
    if (byId(el)) return start + byId(el);
    const name = el.getAttribute("name");
    if (name && !junk(name) && !/radio|checkbox/.test(el.type)) {
      const css = `${el.localName}[name=${quoted(name)}]`;
      if (alone(scope, css)) return start + css;
    }
    return path(el);
  };

  // ---- the words that belong to a control ---------------------------------------------------------------------------------
  const MUTE = /^(SCRIPT|STYLE|SELECT|TEXTAREA|OPTION|NOSCRIPT|TEMPLATE|BUTTON|SVG|IFRAME|DATALIST)$/i;
  const words = (node, n) => {
    if (!node) return "";
    let out = "";
    const walk = doc.createTreeWalker(node, 5, { acceptNode: (x) => (x.nodeType === 1 ? (MUTE.test(x.tagName) ? 2 : 3) : 1) });
    while (out.length < n && walk.nextNode()) out += " " + walk.currentNode.data;
    return fold(out, n) || slotted(node, n);
  };
  const slotted = (node, n) => {  // what a slot shows stands elsewhere in the tree
    const slots = roots.length > 1 && node.nodeType === 1 ? [...(node.tagName === "SLOT" ? [node] : node.querySelectorAll("slot"))].slice(0, 5) : [];
    return fold(slots.flatMap((slot) => slot.assignedNodes({ flatten: true }).map((x) => x.textContent)).join(" "), n);
  };
  const referred = (el, name, n) => {
    const ids = el.getAttribute(name);
    if (!ids) return "";
    const scope = el.getRootNode();
    return fold(ids.split(/\s+/).slice(0, 6).map((id) => { const x = scope.getElementById ? scope.getElementById(id) : null; return x && x !== el ? words(x, n) || fold(x.textContent, n) : ""; }).join(" "), n);
  };
  const labels = new Map();  // asked once: each "labels" of a control walks the whole document
  for (const label of all("label", 5000)) {
    const of = label.control;
    if (of) labels.set(of, [...(labels.get(of) || []), label]);
  }
  const labelsOf = (el) => {  // of several, those beside it: an id that was copied draws the labels of its copies
    const known = labels.get(el) || [];
    const near = known.length > 1 ? known.filter((l) => l.contains(el) || parentOf(l) === parentOf(el)) : known;
    return near.length ? near : known;
  };
  const ownWords = (el) => (!NATIVE.test(el.tagName) && /^(radio|checkbox)$/.test(el.getAttribute("role")) ? words(el, 200) : "");  // named by what is in it (WAI-ARIA 1.2, 5.2.8.4)
  const labelOf = (el) => referred(el, "aria-labelledby", 200) || fold(labelsOf(el).map((l) => words(l, 200)).join(" "), 200) || (el.hasAttribute("aria-label") ? "" : ownWords(el));
  const CONTROL = "input:not([type=hidden i]):not([type=submit i]):not([type=button i]):not([type=image i]):not([type=reset i]),select,textarea,"
    + "[contenteditable=''],[contenteditable=true],[role=textbox],[role=combobox],[role=radio],[role=checkbox],[role=searchbox],[role=listbox]";
  const NATIVE = /^(INPUT|SELECT|TEXTAREA)$/;
  const some = (found, cap) => (found.length > cap ? [...found.slice(0, cap - TAIL), ...found.slice(-TAIL)] : found);
  const TAIL = 100;  // of too many, the last are as likely as the first to be what a person came for
  const controls = some(all(CONTROL, 5000), limits.controls).filter((el) => NATIVE.test(el.tagName) || !el.querySelector("input,textarea,select,[contenteditable=true],[role=textbox]"));
  const isControl = new Set(controls);
  const inside = new Map();  // ancestor -> how many controls it holds
  const seenControl = new Map();
  for (const el of controls) {
    const seen = see(el);
    seenControl.set(el, seen);
    if (!seen[0]) continue;
    for (let p = up(el), hops = 0; p && hops < 40; p = up(p), hops++) inside.set(p, (inside.get(p) || 0) + 1);
  }
  const WIDE = /^(FORM|BODY|FIELDSET|MAIN|HTML|DIALOG|SECTION|ARTICLE|HEADER|FOOTER|NAV|ASIDE|TBODY|TABLE)$/;
  const BLOCK = "p,div,td,th,li,label,tr,dt,dd,h1,h2,h3,h4,h5,h6,form,fieldset,section,body";
  const textAround = (el) => {  // the text of the largest box that holds this control and no other
    let cell = el;
    for (let hops = 0; hops < 6; hops++) {
      const p = up(cell);
      if (!p || WIDE.test(p.tagName) || p.matches(DIALOG) || (inside.get(p) || 0) > 1) break;
      cell = p;
      const text = words(cell, 260);
      if (/[\p{L}\p{N}]/u.test(text)) return text.length > 250 ? "" : text;
    }
    return "";
  };
  const textAbove = (el) => {  // a table whose labels are in the row above
    const cell = el.closest("td");
    const row = cell && cell.closest("tr");
    const head = row && row.previousElementSibling;
    if (!head || (inside.get(row) || 0) < 2 || (inside.get(head) || 0) > 0) return "";
    return words(head.children[cell.cellIndex], 120);
  };
  const textBefore = (el) => {  // the nearest piece of text before it, up to another control; where that is a hint, the piece before it too
    const walk = doc.createTreeWalker(el.getRootNode() === doc ? doc.body || root : el.getRootNode(), 5);
    walk.currentNode = el;
    const pieces = [];
    let block = null;
    for (let steps = 0; steps < 60; steps++) {
      const node = walk.previousNode();
      if (!node || node.nodeName === "FORM") break;
      if (node.nodeType === 1) {
        if (isControl.has(node) || /^(BUTTON|SELECT)$/.test(node.tagName) || (pieces.length && node.nodeName === "BR")) break;
        continue;
      }
      if (!node.data.trim() || MUTE.test(node.parentElement ? node.parentElement.tagName : "")) continue;
      const here = node.parentElement && node.parentElement.closest(BLOCK);
      if (pieces.length && here === block) { pieces[0] = node.data + " " + pieces[0]; continue; }
      if (pieces.length === 2 || (pieces.length && pieces[0].trim().length < 40)) break;
      pieces.unshift(node.data);
      block = here;
    }
    const said = pieces.map((p) => fold(p, 160)).filter(Boolean);
    return said.length === 2 && said[0].length < 60 ? `${said[0]}: ${said[1]}`.slice(0, 200) : (said.pop() || "").slice(-160);
  };
  const textAfter = (el) => {
    let out = "";
    for (let node = el.nextSibling; node && out.length < 200; node = node.nextSibling) {
      if (node.nodeType === 1 && (isControl.has(node) || node.querySelector(CONTROL) || (out.trim() && node.tagName === "BR"))) break;
      out += " " + (node.nodeType === 3 ? node.data : node.nodeType === 1 && !MUTE.test(node.tagName) ? words(node, 200) : "");
    }
    return fold(out, 200);
  };
  const trailing = new Map();  // boxes whose first control has its words behind it: so have the others
  const wordsBehind = (el) => {
    const box = el.parentElement;
    if (!box) return false;
    if (!trailing.has(box)) {
      const first = [...childrenOf(box)].find((child) => isControl.has(child) && seenControl.get(child)[0]);
      const last = first && [...childrenOf(box)].reverse().find((child) => isControl.has(child) && seenControl.get(child)[0]);
      trailing.set(box, Boolean(first) && (inside.get(box) || 0) > 1 && !textBefore(first) && Boolean(textAfter(first)) && Boolean(textAfter(last)));
    }
    return trailing.get(box);
  };
  const nearbyOf = (el) => {  // [the words, whether they belong to this control alone]
    if (/radio|checkbox/.test(el.type || el.getAttribute("role") || "")) return [textAfter(el) || textAround(el), false];
    if (wordsBehind(el)) return [textAfter(el), false];
    const own = textAbove(el) || textAround(el);
    return own ? [own, true] : [textBefore(el), false];
  };
  const TRAP = "[class*=honeypot i],[class*=honey-pot i],[class*=honey_pot i],[class*=ohnohoney i],[class*='form-control-pot' i],[class*=hp-field i],[class*=hp_field i],[class*=gform_validation_container i],"
    + "[class*=antispam i],[class*=anti-spam i],[class*=bot-field i],[class*=spam-trap i],[id*=honeypot i],[id*=honey-pot i],[class~=hp],[class~=honey],[class~=pot],[class*=hidden-field i],[class*=hs_do_not_fill i]";
  const trapped = (el) => { const box = el.closest(TRAP); return Boolean(box) && !/^(FORM|BODY|MAIN)$/.test(box.tagName) && (inside.get(box) || 0) <= 2; };
  const groupOf = (el) => {
    const box = el.closest("fieldset,[role=radiogroup],[role=group]");
    if (!box) return "";
    return referred(box, "aria-labelledby", 160) || attr(box, "aria-label", 160) || words(box.querySelector("legend"), 160);
  };

  // ---- forms, also those made of mere boxes ---------------------------------------------------------------------------
  const BUTTON = "button,[role=button],input[type=submit i],input[type=image i],input[type=button i]";
  const forms = [];
  const formIndex = new Map();
  const enter = (el) => { if (!formIndex.has(el)) { formIndex.set(el, forms.length); forms.push(el); } return formIndex.get(el); };
  const named = (b) => (b.textContent || b.value || b.getAttribute("aria-label") || "").trim().length > 1;
  const pushed = new Map();
  const buttonsIn = (p) => {  // those of its own tree that a person could see and read
    if (!pushed.has(p)) pushed.set(p, [...p.querySelectorAll(BUTTON)].slice(0, 300).filter((b) => named(b) && see(b)[0] && b.getBoundingClientRect().width >= 30));
    return pushed.get(p);
  };
  const formAround = (el) => {  // its form, also from within a shadow
    for (let p = el; p; p = hostOf(p)) { const form = (p === el && el.form) || p.closest("form"); if (form) return form; }
    return null;
  };
  const boxOf = (inner) => {  // the smallest box that also holds a button after the control
    let last = null;
    let el = inner;
    for (let p = up(inner), hops = 0; p && hops < 25; p = up(p), hops++) {
      if (p.shadowRoot && p.getRootNode() !== el.getRootNode()) el = p;  // seen from outside, it stands where its host stands
      if (p.matches("[role=form],[role=search],search," + DIALOG)) return p;
      if (buttonsIn(p).some((b) => el.compareDocumentPosition(b) & 4)) return p;
      if (/^(HEADER|FOOTER|NAV|MAIN|BODY|ASIDE)$/.test(p.tagName)) return p;
      last = p;
    }
    return last;
  };
  const loose = controls.filter((el) => !formAround(el) && seenControl.get(el)[0] && !/radio|checkbox/.test(el.type || ""));
  const boxes = loose.slice(0, 150).map(boxOf);
  const outermost = (box) => boxes.reduce((best, other) => (other && best && other !== best && other.contains(best) && other !== doc.body ? other : best), box);
  const looseForm = new Map(loose.slice(0, 150).map((el, i) => [el, boxes[i] && outermost(boxes[i])]));
  const formOf = (el) => {
    const form = formAround(el) || looseForm.get(el);
    if (form) return enter(form);
    for (const [box, index] of formIndex) if (box.contains(el) && box.tagName !== "FORM") return index;
    return null;
  };

  // ---- one element as a sparse record (what is empty is left out) ----------------------------------------------------------
  const IMPLIED = { A: "link", BUTTON: "button", SELECT: "combobox", TEXTAREA: "textbox", SUMMARY: "button" };
  const roleOf = (el) => {
    const role = el.getAttribute("role");
    if (role) return role;
    if (el.tagName !== "INPUT") return IMPLIED[el.tagName] || (el.isContentEditable ? "textbox" : "");
    return { submit: "button", button: "button", image: "button", reset: "button", checkbox: "checkbox", radio: "radio", search: "searchbox", range: "slider", number: "spinbutton" }[el.type] || "textbox";
  };
  const sparse = (record) => { for (const k in record) { const v = record[k]; if (v === "" || v === false || v === null || v === undefined || (v === 0 && k !== "form")) delete record[k]; } return record; };
  const basics = (el, [visible, offscreen, box, s]) => ({
    selector: selectorOf(el), tag: el.localName, role: roleOf(el), type: NATIVE.test(el.tagName) || el.tagName === "BUTTON" ? el.type : "",
    name: attr(el, "name"), id: attr(el, "id"), aria_label: attr(el, "aria-label"), title: attr(el, "title"),
    disabled: el.disabled === true || el.getAttribute("aria-disabled") === "true" || (el.matches(":disabled")),
    visible, offscreen, box: [Math.round(box.left), Math.round(box.top), Math.round(box.width), Math.round(box.height)],
    dialog: s.dialog, inert: s.inert, aria_hidden: s.aria, landmark: s.landmark,
  });
  let budget = 4000;  // options of all lists together; a page of long lists says the same with the beginnings of the later ones
  const optionsOf = (el) => {
    const told = [...el.options].slice(0, budget > 0 ? limits.options : 60).map((o) => [fold(o.value, 80), fold(o.text, 80)]);
    budget -= told.length;
    return told;
  };
  const control = (el) => {
    const seen = seenControl.get(el);
    const [visible, , box, s] = seen;
    const type = (el.type || "").toLowerCase();
    const secret = type === "password";
    const cs = win.getComputedStyle(el);
    const textual = !/radio|checkbox|file|range|color/.test(type);
    const r = basics(el, seen);
    r.visible = visible && !s.inert && !(textual && (covered(el, box, s) || cs.pointerEvents === "none" || parseFloat(cs.fontSize) === 0));
    const bad = el.getAttribute("aria-invalid");
    const [nearby, own] = nearbyOf(el);
    return sparse(Object.assign(r, {
      autocomplete: attr(el, "autocomplete", 60), placeholder: attr(el, "placeholder"), label: labelOf(el), nearby, nearby_own: own,
      described: referred(el, "aria-describedby", 200), value: secret ? "" : fold(el.value === undefined ? el.innerText : el.value, 500),
      required: el.required === true || el.getAttribute("aria-required") === "true", readonly: el.readOnly === true || el.getAttribute("aria-readonly") === "true",
      tabindex: el.hasAttribute("tabindex") ? el.tabIndex : null, trap: trapped(el), form: formOf(el), inputmode: attr(el, "inputmode", 20), pattern: attr(el, "pattern", 120),
      minlength: el.minLength > 0 ? el.minLength : null, maxlength: el.maxLength >= 0 ? el.maxLength : null,
      checked: el.checked === true || el.getAttribute("aria-checked") === "true", group: groupOf(el),
      invalid: (bad !== null && bad !== "false") || el.matches(":user-invalid"), error: referred(el, "aria-errormessage", 200),
      options: el.tagName === "SELECT" ? optionsOf(el) : null,
    }));
  };
  const PRESS = "a[href],button,[role=button],[role=link],[role=menuitem],[role=menuitemradio],[role=tab],[role=option],input[type=submit i],input[type=button i],"
    + "input[type=image i],input[type=reset i],summary,[onclick],[tabindex='0']";
  const TRUE_PRESS = /^(A|BUTTON|INPUT|SUMMARY)$/;
  const isFolded = (el) => {  // by its own account it only shows more of this page
    if (el.tagName === "SUMMARY") return Boolean(el.parentElement && el.parentElement.tagName === "DETAILS" && !el.parentElement.open);
    if (el.getAttribute("role") === "tab") return el.getAttribute("aria-selected") === "false";
    return el.getAttribute("aria-expanded") === "false" && (el.getAttribute("aria-haspopup") || "false") === "false" && el.getAttribute("role") !== "combobox";
  };
  const pressable = (el) => {
    const seen = see(el);
    const r = basics(el, seen);
    const image = !el.firstElementChild ? null : el.querySelector("img[alt],svg[aria-label],svg title");
    return sparse(Object.assign(r, {
      text: fold(el.tagName === "INPUT" ? (/reset|submit|button/.test(el.type) ? el.value : el.alt) || (el.type === "submit" && !el.hasAttribute("value") ? "Submit" : "") : seen[0] && el.firstElementChild ? el.innerText : el.textContent, 300) || slotted(el, 300),
      label: referred(el, "aria-labelledby", 160) || (image ? fold(image.getAttribute("alt") || image.getAttribute("aria-label") || image.textContent, 120) : ""),
      href: el.tagName === "A" ? fold(el.href, 1000) : "", to_itself: el.tagName === "A" && el.hash !== undefined && el.href.split("#", 1)[0] === doc.URL.split("#", 1)[0] && el.href.includes("#"), form: el.tagName === "A" && !el.hasAttribute("role") && !el.closest("form") ? null : formOf(el),
      checked: el.getAttribute("aria-checked") === "true" || el.getAttribute("aria-selected") === "true", folded: isFolded(el),
    }));
  };
  const controlRecords = controls.map(control);
  const pressed = all(PRESS, limits.pressables).filter((el) => !isControl.has(el) && el !== doc.body && el !== root
    && (TRUE_PRESS.test(el.tagName) || el.hasAttribute("role") || (el.textContent.length < 200 && !el.querySelector("a,button,input,[role=button]"))));
  let links = 0;
  let buttons = 0;
  const plainLink = (el) => el.tagName === "A" && !el.hasAttribute("role") && !el.hasAttribute("onclick");
  const floats = [...all(DIALOG, 30), ...overlays];
  const afloat = (el) => floats.some((box) => box.contains(el));
  const kept = (el) => (plainLink(el) ? ++links <= limits.links : ++buttons <= limits.buttons || formOf(el) !== null) || afloat(el);
  const pressRecords = pressed.filter(kept).map(pressable);

  // ---- the rest of the page ---------------------------------------------------------------------------------------------
  const boxy = (box) => [Math.round(box.left), Math.round(box.top), Math.round(box.width), Math.round(box.height)];
  const visibleText = (el, n) => fold(el.innerText === undefined ? el.textContent : el.innerText, n);
  const covers = (box) => Math.max(0, Math.min(box.right, W) - Math.max(box.left, 0)) * Math.max(0, Math.min(box.bottom, H) - Math.max(box.top, 0)) / Math.max(1, W * H);
  const dialogs = [...new Set([...all(DIALOG, 30), ...overlays])].filter((el) => see(el)[0]).slice(0, 20).map((el) => {
    const box = el.getBoundingClientRect();
    return sparse({ selector: path(el), text: visibleText(el, 3000), label: referred(el, "aria-labelledby", 200) || attr(el, "aria-label"), box: boxy(box),
      modal: el.getAttribute("aria-modal") === "true" || (el.tagName === "DIALOG" && el.matches(":modal")), role: attr(el, "role") || (el.tagName === "DIALOG" ? "dialog" : ""), covers: covers(box) });
  });
  const middle = doc.elementFromPoint(W / 2, H / 2);
  const texts = (selector, cap, n) => all(selector, cap * 4).filter((el) => see(el)[0]).map((el) => visibleText(el, n)).filter(Boolean).slice(0, cap);
  const images = all("img,canvas,input[type=image i]", 400).filter((el) => see(el)[0]).map((el) => [el, el.getBoundingClientRect()]);
  const widget = (el) => {
    const s = state(el);
    const box = el.getBoundingClientRect();
    return sparse({ tag: el.localName, src: fold(el.getAttribute("src") || el.getAttribute("data-src") || "", 300), name: fold([el.getAttribute("class"), el.getAttribute("id"), el.getAttribute("name"), el.getAttribute("title")].filter(Boolean).join(" "), 200),
      size: attr(el, "data-size", 20) || attr(el, "data-appearance", 30), key: el.hasAttribute("data-sitekey") || el.hasAttribute("data-pkey") || el.hasAttribute("sitekey"), hidden: s.hidden || isOff(box, s) || !el.checkVisibility({ visibilityProperty: true }), box: boxy(box) });
  };
  const WIDGET = "iframe,[data-sitekey],[data-pkey],[sitekey],[class*=captcha i],[id*=captcha i],[name*=captcha i],[src*=captcha i],img[src*=code i],img[src*=securimage i],img[src*=verif i],img[src*=yzm i],[class*=turnstile i],[class*=geetest i],[id*=funcaptcha i],altcha-widget,[id^=px-captcha]";
  const rendered = [];
  for (const script of doc.scripts) {
    if (script.src || rendered.length > 8) continue;
    for (const m of (script.textContent || "").slice(0, 200000).matchAll(/(grecaptcha|hcaptcha|turnstile|smartCaptcha|mtcaptcha|initGeetest4?|friendlyChallenge)\b[\w.]*\s*\(?[^;]{0,220}/g)) {
      if (/render|Geetest/.test(m[0])) rendered.push(fold(m[0], 240));
    }
  }
  let text = doc.body ? visibleText(doc.body, limits.text) : fold(root.textContent, limits.text);
  for (const scope of roots.slice(1)) for (const child of scope.children) if (text.length < limits.text && child.tagName !== "STYLE" && child.tagName !== "SCRIPT") text += " " + visibleText(child, 2000);
  const headingOf = (el) => {  // the heading right before it, or the first one inside
    const inner = el.querySelector("h1,h2,h3,h4,h5,h6,legend,[role=heading]");
    if (inner) return visibleText(inner, 120);
    for (let p = el, hops = 0; p && p !== doc.body && hops < 3; p = up(p), hops++) {
      for (let prev = p.previousElementSibling, n = 0; prev && n < 3; prev = prev.previousElementSibling, n++) {
        const h = prev.matches("h1,h2,h3,h4,h5,h6,[role=heading]") ? prev : prev.querySelector("h1,h2,h3,h4,h5,h6,[role=heading]");
        if (h) return visibleText(h, 120);
        if (prev.matches("form") || prev.querySelector("input,textarea")) return "";
      }
    }
    return "";
  };
  const formRecord = (el) => {
    const seen = see(el);
    return sparse({ tag: el.localName, role: attr(el, "role", 20), name: fold([el.getAttribute("name"), el.getAttribute("id"), el.getAttribute("class")].filter(Boolean).join(" "), 200),
      action: attr(el, "action", 300), label: referred(el, "aria-labelledby", 160) || attr(el, "aria-label", 160), heading: headingOf(el), text: visibleText(el, 600), visible: seen[0] || (inside.get(el) || 0) > 0, box: boxy(seen[2]), dialog: seen[3].dialog, landmark: seen[3].landmark });
  };
  const meta = doc.querySelector("meta[http-equiv=content-language i],meta[property='og:locale']");
  return JSON.stringify({
    url: doc.URL, title: fold(doc.title, 300), lang: root.getAttribute("lang") || (meta && meta.getAttribute("content")) || "", text, ready: doc.readyState === "complete",
    width: W, height: H, controls: controlRecords, pressables: pressRecords, forms: forms.map(formRecord), dialogs,
    headings: texts("h1,h2,h3,[role=heading],legend", 24, 200), alerts: texts("[role=alert],[role=status],[aria-live=assertive],[aria-live=polite],output", 20, 400),
    errors: texts("[class*=error i],[class*=invalid i],[role=alert]", 20, 300),
    images: images.length, pictures: images.filter(([, b]) => b.width > 40 && b.height > 16).slice(0, 60).map(([el, b]) => [fold(el.getAttribute("alt") || "", 200), fold(el.getAttribute("src") || "", 200), ...boxy(b)]),
    widgets: all(WIDGET, 120).map(widget), rendered, scripts: [...doc.scripts].map((x) => x.getAttribute("src") || "").filter((x) => x && !x.startsWith("data:")).slice(0, 150).map((x) => x.slice(0, 300)),
    inline: [...doc.scripts].filter((x) => !x.src).length,
    blocked: Boolean(middle && state(middle).dialog && dialogs.some((d) => d.modal || (d.covers || 0) > 0.12)),
    child: win !== win.parent && (() => { try { const f = win.frameElement; return f ? !f.checkVisibility({ visibilityProperty: true, opacityProperty: true }) : W <= 2 || H <= 2; } catch { return W <= 2 || H <= 2; } })(),
  });
}
