// Resolves when the document has stopped changing: at once where no script can change it, else after a quiet moment, within a bound.
(root, limits) => new Promise((resolve) => {
  const doc = root.ownerDocument;
  const shown = () => [...doc.querySelectorAll("input,textarea,select,[contenteditable=true],[role=textbox]")].some((el) => el.checkVisibility && el.checkVisibility());
  if (![...doc.scripts].some((s) => s.src || /\S/.test(s.textContent)) && !doc.querySelector("iframe")) return resolve("still");
  const began = performance.now();
  let timer = 0;
  const watcher = new MutationObserver(() => arm());
  const done = (why) => { watcher.disconnect(); clearTimeout(timer); clearTimeout(bound); resolve(why); };
  const arm = () => { clearTimeout(timer); timer = setTimeout(check, limits.quiet); };
  const check = () => {
    const waited = performance.now() - began;
    const text = doc.body ? doc.body.innerText.trim().length : 0;
    if (shown() || text > 200 || waited > limits.most) return done("quiet");
    arm();
  };
  const bound = setTimeout(() => done("bound"), shown() ? limits.most : limits.empty);
  watcher.observe(doc, { subtree: true, childList: true, attributes: true, characterData: true });
  arm();
})
