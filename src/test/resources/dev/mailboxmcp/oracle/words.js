// Where each word of ours stands on the page: {word: [[left, top, right, bottom], ...]}, in pixels of the whole page.
(() => {
  const found = {};
  const boxed = (e) => (getComputedStyle(e).display === "contents" && e.parentElement ? boxed(e.parentElement) : e);
  const visit = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      for (const match of node.data.matchAll(/(?:seen|hide)[a-z]{2,3}/g)) {
        const range = document.createRange();
        range.setStart(node, match.index);
        range.setEnd(node, match.index + match[0].length);
        const boxes = [...range.getClientRects()].map((r) =>
          [r.left + scrollX, r.top + scrollY, r.right + scrollX, r.bottom + scrollY]);
        const parent = node.parentElement;
        const style = parent ? getComputedStyle(parent) : null;
        const masked = style && (style.webkitTextSecurity || "none") !== "none";
        if (parent && !masked && boxed(parent).checkVisibility({ checkVisibilityCSS: true })) {
          (found[match[0]] ??= []).push(...boxes);
        }
      }
    }
  };
  visit(document);
  const page = document.scrollingElement || document.documentElement;
  return { width: Math.min(4000, page.scrollWidth), height: Math.min(6000, page.scrollHeight), words: found };
})()
