// Where the given values stand on the page, as [left, top, width, height] in the picture's own pixels.
// Text is searched as it is read: across elements, in open shadow trees, in the values of fields, without regard to
// case, accents and blanks. Pictures in the page are boxed whole: a face may be in one.
given => {
  const {wholes, words, digits, whole, most} = given;
  const right = whole ? scrollX : 0, down = whole ? scrollY : 0;
  const boxes = [], seen = new Set();
  let full = false;
  const box = r => {
    if (r.width < 1 || r.height < 1) return;
    const b = [Math.floor(r.left + right) - 2, Math.floor(r.top + down) - 2, Math.ceil(r.width) + 5, Math.ceil(r.height) + 5];
    const key = b.join();
    if (seen.has(key)) return;
    seen.add(key);
    if (boxes.length >= most) { full = true; return; }
    boxes.push(b);
  };
  const LOOSE = /[\p{M}\s\u00ad\u200b-\u200f\u2060\ufeff]+/gu;
  const squeeze = t => (/^[\x21-\x7e]*$/.test(t) ? t : t.normalize('NFKD').replace(LOOSE, '')).toLowerCase();
  const bare = t => t.replace(/\D+/g, '');
  const letter = /[\p{L}\p{N}]/u;
  // per squeezed letter the place in the text it came from; only asked for where something was found
  const origin = (t, fold) => {
    const from = [];
    let at = 0;
    for (const sign of t) {
      for (let n = fold(sign).length; n > 0; n -= 1) from.push(at);
      at += sign.length;
    }
    return from;
  };
  const texts = [], fields = [], inner = [];
  const PICTURES = 'img,picture,video,canvas,iframe,frame,object,embed,image,[style*="url("]';
  const walk = root => {
    for (const e of root.querySelectorAll(PICTURES)) {
      const r = e.getBoundingClientRect();
      if (r.width >= 12 && r.height >= 12) box(r);
    }
    const all = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    for (let n = all.nextNode(); n; n = all.nextNode()) {
      if (n.nodeType === 3) { if (n.data.trim()) texts.push(n); continue; }
      if (n.shadowRoot) inner.push(n.shadowRoot);
      if (/^(INPUT|TEXTAREA|SELECT)$/.test(n.tagName)) fields.push(n);
    }
  };
  walk(document);
  while (inner.length) walk(inner.shift());
  const find = (fold, needles, alone) => {
    const parts = texts.map(n => fold(n.data)), starts = [];
    let length = 0;
    for (const part of parts) { starts.push(length); length += part.length; }
    const all = parts.join('');
    const node = at => {
      let low = 0, high = starts.length - 1;
      while (low < high) { const mid = (low + high + 1) >> 1; if (starts[mid] <= at) low = mid; else high = mid - 1; }
      return low;
    };
    for (const needle of needles) {
      for (let at = all.indexOf(needle); needle && at >= 0 && !full; at = all.indexOf(needle, at + 1)) {
        const a = node(at), z = node(at + needle.length - 1);
        const first = origin(texts[a].data, fold)[at - starts[a]];
        const last = origin(texts[z].data, fold)[at + needle.length - 1 - starts[z]];
        if (first === undefined || last === undefined) continue;
        let end = last + 1;
        if (alone) {
          if (first > 0 && letter.test(texts[a].data[first - 1])) continue;
          while (/\p{M}/u.test(texts[z].data[end] || '')) end += 1;
          if (letter.test(texts[z].data[end] || '')) continue;
        }
        const range = document.createRange();
        range.setStart(texts[a], first);
        range.setEnd(texts[z], Math.min(end, texts[z].data.length));
        for (const r of range.getClientRects()) box(r);
      }
    }
  };
  const tight = wholes.map(squeeze).filter(Boolean), single = words.map(squeeze).filter(Boolean);
  find(squeeze, tight, false);
  find(squeeze, single, true);
  find(bare, digits, false);
  for (const field of fields) {
    const shown = field.tagName === 'SELECT' ? [...field.options].map(o => o.text).join(' ') : `${field.value} ${field.placeholder || ''}`;
    const said = squeeze(shown), numbers = bare(shown);
    if ([...tight, ...single].some(v => said.includes(v)) || digits.some(d => numbers.includes(d)))
      box(field.getBoundingClientRect());
  }
  return full ? null : boxes;
}
