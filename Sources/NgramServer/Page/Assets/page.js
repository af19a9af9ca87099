// What the page does beyond HTML: values under the pointer, focus of a line, and new answers without loading the page.
"use strict";

(() => {
  const results = () => document.getElementById("results");
  const chart = () => document.getElementById("chart");
  const form = document.getElementById("query-form");
  let running = null;

  // ---- Values under the pointer

  function visibleChart() {
    return [...document.querySelectorAll("#chart .chart svg")].find((svg) => svg.getBoundingClientRect().width > 0);
  }

  let shown = null;

  function show(index) {
    const svg = visibleChart();
    const line = svg?.querySelector("polyline");
    if (!line) return;
    const points = line.points;
    index = Math.max(0, Math.min(points.numberOfItems - 1, index));
    shown = index;
    const x = points.getItem(index).x;
    const box = svg.viewBox.baseVal;
    let cursor = svg.querySelector(".cursor");
    if (!cursor) {
      cursor = document.createElementNS("http://www.w3.org/2000/svg", "line");
      cursor.setAttribute("class", "cursor");
      cursor.setAttribute("y1", "30");
      svg.append(cursor);
    }
    const grid = svg.querySelector(".grid");
    cursor.setAttribute("y2", grid ? grid.getAttribute("y1") : String(box.height - 40));
    cursor.setAttribute("x1", String(x));
    cursor.setAttribute("x2", String(x));
    const readout = document.getElementById("readout");
    const year = Number(chart().dataset.first) + index;
    const names = [...svg.querySelectorAll(".series")].map((group) => group.dataset.name);
    const texts = names.map((name, place) => [name, cellOf(index, place)]);
    readout.replaceChildren();
    const head = document.createElement("b");
    const unit = document.querySelector(".numbers table")?.dataset.unit;
    head.textContent = unit === "per million" ? `${year}, per million` : String(year);
    readout.append(head);
    for (const [name, text] of texts.slice(0, 14)) {
      const row = document.createElement("span");
      const label = document.createElement("em");
      const value = document.createElement("i");
      label.textContent = name;
      value.textContent = text;
      row.append(label, value);
      readout.append(row);
    }
    readout.hidden = false;
    const width = svg.getBoundingClientRect().width;
    const left = x / box.width * width;
    const isRight = left > width / 2;
    readout.style.setProperty("left", isRight ? "auto" : `${left + 14}px`);
    readout.style.setProperty("right", isRight ? `${width - left + 14}px` : "auto");
  }

  // The value of a line as the table has it.
  function cellOf(index, place) {
    const row = document.querySelectorAll(".numbers tbody tr")[index];
    return row?.querySelectorAll("td")[place]?.textContent ?? "";
  }

  function hide() {
    shown = null;
    const readout = document.getElementById("readout");
    if (readout) readout.hidden = true;
    for (const cursor of document.querySelectorAll(".cursor")) cursor.remove();
  }

  function nearest(event) {
    const svg = visibleChart();
    const line = svg?.querySelector("polyline");
    if (!line) return null;
    const box = svg.getBoundingClientRect();
    const x = (event.clientX - box.left) / box.width * svg.viewBox.baseVal.width;
    const [first, last] = [line.points.getItem(0).x, line.points.getItem(line.points.numberOfItems - 1).x];
    if (x < first - 20 || x > last + 20) return null;
    return Math.round((x - first) / (last - first) * (line.points.numberOfItems - 1));
  }

  // ---- Focus of a line

  function focusLine(number) {
    const isSame = document.querySelector(`.line[data-line="${number}"]`)?.getAttribute("aria-pressed") === "true";
    for (const svg of document.querySelectorAll("#chart svg")) {
      svg.classList.toggle("focused", !isSame);
      svg.querySelectorAll(".series").forEach((group, place) => {
        group.classList.toggle("focus", !isSame && place === number);
      });
    }
    for (const button of document.querySelectorAll(".legend .line")) {
      button.setAttribute("aria-pressed", String(!isSame && Number(button.dataset.line) === number));
    }
  }

  // ---- New answers without loading the page

  async function load(url, isNew) {
    running?.abort();
    const mine = running = new AbortController();
    const timer = setTimeout(() => waiting(mine), 250);
    try {
      const response = await fetch(url, { signal: mine.signal, headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      if (mine !== running) return;
      if (!page.getElementById("results")) throw new Error(`the server answered with status ${response.status}`);
      for (const id of ["warning-area", "results"]) {
        document.getElementById(id).replaceChildren(...page.getElementById(id).childNodes);
      }
      form.replaceChildren(...page.getElementById("query-form").childNodes);
      document.title = page.title;
      if (isNew) history.pushState(null, "", url);
      prepare();
    } catch (error) {
      if (error.name === "AbortError") return;
      const note = document.createElement("p");
      note.className = "failure";
      note.textContent = `The server cannot be asked: ${error.message}.`;
      document.getElementById("warning-area").replaceChildren(note);
    } finally {
      clearTimeout(timer);
      if (mine === running) {
        running = null;
        results().classList.remove("loading");
        document.querySelector(".skeleton")?.remove();
      }
    }
  }

  function waiting(controller) {
    hide();
    results().classList.add("loading");
    const skeleton = document.createElement("div");
    skeleton.className = "skeleton";
    skeleton.setAttribute("role", "status");
    const box = document.createElement("div");
    const cancel = document.createElement("button");
    cancel.type = "button";
    cancel.textContent = "Cancel";
    cancel.addEventListener("click", () => controller.abort());
    box.append("Searching… ", cancel);
    skeleton.append(box);
    results().prepend(skeleton);
  }

  function formURL() {
    const parameters = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (value !== "") parameters.append(name, value);
    }
    return `/ngrams/graph?${parameters}`;
  }

  // ---- Events

  document.addEventListener("pointermove", (event) => {
    if (!event.target.closest?.("#chart")) return hide();
    const index = nearest(event);
    if (index === null) hide(); else show(index);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest(".legend .line");
    if (button) return focusLine(Number(button.dataset.line));
    const group = event.target.closest("#chart .series");
    if (group) {
      const all = [...group.closest("svg").querySelectorAll(".series")];
      return focusLine(all.indexOf(group));
    }
    const link = event.target.closest("#results a.toggle, #results .empty a");
    if (link && form && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
      event.preventDefault();
      load(link.href, true);
    }
    if (event.target.id === "copy") {
      navigator.clipboard.writeText(location.href).then(() => {
        event.target.textContent = "Copied";
        setTimeout(() => { event.target.textContent = "Copy link"; }, 1500);
      });
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.target.id !== "chart") return;
    const last = Number(chart().dataset.last) - Number(chart().dataset.first);
    const steps = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 };
    if (event.key in steps) show((shown ?? (steps[event.key] < 0 ? last + 1 : -1)) + steps[event.key]);
    else if (event.key === "Home") show(0);
    else if (event.key === "End") show(last);
    else if (event.key === "Escape") hide();
    else return;
    event.preventDefault();
  });
  if (form) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      load(formURL(), true);
    });
    form.addEventListener("change", () => {
      if (form.checkValidity()) load(formURL(), true);
    });
    addEventListener("popstate", () => load(location.href, false));
  }

  function prepare() {
    const area = chart();
    if (area) {
      area.tabIndex = 0;
      area.setAttribute("role", "group");
      area.setAttribute("aria-label", "Chart: arrow keys move through the years");
    }
    const copy = document.getElementById("copy");
    if (copy && navigator.clipboard) copy.hidden = false;
  }
  prepare();
})();
