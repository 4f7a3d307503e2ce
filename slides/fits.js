/* Returns how each slide fits its frame, as `fits` in fits.py hands it on. */
(limits) => [...document.querySelectorAll(".slides > section")].map((section, index) => {
  Reveal.slide(index, 0, 99);
  const frame = section.querySelector(".frame");
  const faults = [];
  const room = frame.getBoundingClientRect();
  const footer = frame.querySelector("footer")?.getBoundingClientRect();
  const bottom = footer ? footer.top : room.bottom;
  const say = (one) => {
    const words = one.textContent.trim().replace(/\s+/g, " ").slice(0, 40);
    return `${one.className || one.localName}${words ? ` “${words}”` : ""}`;
  };
  const furthest = { below: [0, ""], right: [0, ""] };
  const outside = (side, pixels, one) => {
    if (pixels > furthest[side][0] + 0.5) furthest[side] = [pixels, say(one)];
  };
  const smallest = {};
  for (const one of frame.querySelectorAll("h1, h2, .body, .body *")) {
    if (one.closest("math") && one.localName !== "math") continue;
    const box = one.getBoundingClientRect();
    outside("below", box.bottom - bottom, one);
    outside("right", Math.max(box.right - room.right, room.left - box.left), one);
    if (one.clientWidth) {
      outside("right", one.scrollWidth - one.clientWidth - 1, one);
      outside("below", one.localName === "pre" ? one.scrollHeight - one.clientHeight - 1 : 0, one);
    }
    if (![...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim())) continue;
    const kind = one.closest("pre, code") ? "code" : one.closest("table") ? "table" : "prose";
    const size = parseFloat(getComputedStyle(one).fontSize);
    if (size < limits[kind]) smallest[kind] = Math.min(size, smallest[kind] ?? size);
  }
  for (const [side, [pixels, what]] of Object.entries(furthest))
    if (pixels > 0.5) faults.push(`${Math.ceil(pixels)} px too much ${side === "below" ? "at the bottom" : "at the right"}: ${what}`);
  for (const [kind, size] of Object.entries(smallest))
    faults.push(`${kind} of ${size} px; at least ${limits[kind]}`);
  for (const image of frame.querySelectorAll("img")) {
    const scale = image.getBoundingClientRect().width / Number(image.getAttribute("width"));
    if (scale < limits.picture - 0.01) faults.push(`its picture is ${scale.toFixed(2)} times as large as in the lesson; at least ${limits.picture}`);
  }
  return { number: index + 1, cell: section.dataset.cell, heading: frame.querySelector("h1, h2").textContent, faults };
})
