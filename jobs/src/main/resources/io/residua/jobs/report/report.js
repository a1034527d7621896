(() => {
  "use strict";
  const root = document.documentElement;
  const map = document.querySelector(".map");
  if (!map) {
    root.dataset.ready = "true";
    return;
  }
  const data = JSON.parse(document.getElementById("map-data").textContent);
  const svg = map.querySelector("svg");
  const dots = map.querySelector(".dots");
  const layer = map.querySelector(".pictures");
  const ring = map.querySelector(".ring");
  const card = map.querySelector(".card");
  const said = document.querySelector("#map [aria-live]");
  const toggle = document.querySelector(".axes label");
  const box = toggle.querySelector("input");
  const legend = [...document.querySelectorAll(".legend button")];
  const points = [...dots.children].map((dot, i) => ({
    dot, x: +dot.getAttribute("cx"), y: +dot.getAttribute("cy"),
    group: dot.getAttribute("class"), uri: data.uris[i], picture: data.picture[i],
  }));
  const byX = points.map((p, i) => i).sort((a, b) => points[a].x - points[b].x);
  const byY = points.map((p, i) => i).sort((a, b) => points[b].y - points[a].y);
  let shown = -1;
  let only = null;

  const scale = () => svg.viewBox.baseVal.width / (svg.clientWidth || 1);
  const lit = p => only === null || p.group === "g" + only;

  function element(name, attributes) {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    return made;
  }

  /** Pictures that do not cover each other, in the order of the plan. */
  function drawPictures() {
    layer.replaceChildren();
    if (!box.checked) return;
    const side = Math.max(26, Math.min(46, svg.clientWidth / 22)) * scale();
    const taken = [];
    for (const p of points) {
      if (p.picture < 0 || !lit(p)) continue;
      if (taken.some(o => Math.abs(o.x - p.x) < side * 1.06 && Math.abs(o.y - p.y) < side * 1.06)) continue;
      taken.push(p);
      const place = { x: p.x - side / 2, y: p.y - side / 2, width: side, height: side };
      layer.append(element("rect", place), element("image", { ...place, href: data.pictures[p.picture] }));
    }
    root.dataset.pictures = taken.length;
  }

  function show(i) {
    shown = i;
    const p = points[i];
    ring.setAttribute("cx", p.x);
    ring.setAttribute("cy", p.y);
    ring.style.visibility = "visible";
    const picture = card.querySelector("img");
    picture.hidden = p.picture < 0;
    if (p.picture >= 0) picture.src = data.pictures[p.picture];
    const name = p.uri.slice(p.uri.lastIndexOf("/") + 1);
    card.querySelector("b").textContent = name;
    card.querySelector("span").textContent = p.uri;
    said.textContent = name;
    card.hidden = false;
    const x = p.x / scale();
    const y = p.y / scale();
    const left = x + 16 + card.offsetWidth > map.clientWidth ? x - 16 - card.offsetWidth : x + 16;
    card.style.left = Math.max(0, Math.min(map.clientWidth - card.offsetWidth, left)) + "px";
    card.style.top = Math.max(-8, Math.min(map.clientHeight - card.offsetHeight + 8, y - card.offsetHeight / 2)) + "px";
  }

  function hide() {
    shown = -1;
    card.hidden = true;
    ring.style.visibility = "hidden";
  }

  /** The point under the pointer; within a drawn picture its own. */
  function point(event) {
    const at = svg.getBoundingClientRect();
    const x = (event.clientX - at.left) * scale();
    const y = (event.clientY - at.top) * scale();
    let best = -1;
    let least = (28 * scale()) ** 2;
    points.forEach((p, i) => {
      if (!lit(p)) return;
      const far = (p.x - x) ** 2 + (p.y - y) ** 2;
      if (far < least) [best, least] = [i, far];
    });
    if (best < 0) hide(); else if (best !== shown) show(best);
  }

  function step(order, by) {
    let at = shown < 0 ? (by > 0 ? -1 : order.length) : order.indexOf(shown);
    do at += by; while (order[at] !== undefined && !lit(points[order[at]]));
    if (order[at] !== undefined) show(order[at]);
  }

  const keys = { ArrowRight: [byX, 1], ArrowLeft: [byX, -1], ArrowUp: [byY, 1], ArrowDown: [byY, -1] };
  map.addEventListener("pointermove", point);
  map.addEventListener("pointerdown", point);
  map.addEventListener("pointerleave", event => { if (event.pointerType === "mouse") hide(); });
  map.addEventListener("blur", hide);
  map.addEventListener("keydown", event => {
    if (event.key === "Escape") hide();
    if (keys[event.key]) {
      event.preventDefault();
      step(...keys[event.key]);
    }
  });
  for (const button of legend) {
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => {
      only = only === button.dataset.group ? null : button.dataset.group;
      legend.forEach(b => b.setAttribute("aria-pressed", String(b.dataset.group === only)));
      dots.classList.toggle("dim", only !== null);
      points.forEach(p => p.dot.classList.toggle("lit", only !== null && lit(p)));
      hide();
      drawPictures();
    });
  }
  map.classList.toggle("single", legend.length === 0);
  toggle.hidden = data.pictures.length === 0;
  box.addEventListener("change", drawPictures);
  let width = 0;
  new ResizeObserver(() => {
    if (svg.clientWidth !== width) {
      width = svg.clientWidth;
      hide();
      drawPictures();
    }
  }).observe(svg);
  drawPictures();
  root.dataset.points = points.length;
  root.dataset.ready = "true";
})();
