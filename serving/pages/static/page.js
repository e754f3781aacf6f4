// Keys, focus, dropped files and fields that were typed into. Every page does all it does without this file.
"use strict";
(() => {
  const page = () => document.getElementById("page");
  const all = (what) => [...document.querySelectorAll(what)].filter((one) => one.getClientRects().length);
  const say = (words) => { document.getElementById("said").textContent = words; };

  // --- keys
  const typing = (one) => one && (one.isContentEditable || /^(TEXTAREA|SELECT)$/.test(one.tagName) ||
    (one.tagName === "INPUT" && !/^(checkbox|radio|submit|button|file)$/.test(one.type)));

  function step(by) {
    const rows = all("[data-row], [data-stop]");
    if (!rows.length) return false;
    const now = rows.indexOf(document.activeElement);
    const next = rows[now < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, now + by))];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
    return true;
  }

  function accept() {
    const button = all("[data-accept]")[0];
    if (!button) return false;
    const empty = [...button.form.elements].find((one) => one.required && !one.value);
    if (empty) empty.focus(); else button.click();
    return true;
  }

  function edit() {
    const field = all("#paper [aria-invalid]")[0] || all("#paper [data-stop]")[0] || all("#paper input:not([readonly])")[0];
    if (!field) return false;
    field.focus();
    field.select();
    return true;
  }

  function nextFault() {
    const fields = all("#paper [aria-invalid], #paper [data-stop]");
    if (!fields.length) { say("No field has a fault"); return; }
    const here = document.activeElement;
    const next = fields.find((one) => here.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING) || fields[0];
    next.focus();
    if (next.select) next.select();
  }

  function tick() {
    const row = document.activeElement.closest("tr");
    const box = row && row.querySelector("input[type=checkbox]");
    if (box) box.click();
    return Boolean(box);
  }

  const KEYS = {
    j: () => step(1), ArrowDown: () => step(1), k: () => step(-1), ArrowUp: () => step(-1),
    a: accept, e: edit, x: tick,
  };

  document.addEventListener("keydown", (event) => {
    if (event.altKey && event.code === "KeyN" && !event.ctrlKey && !event.metaKey && document.getElementById("paper")) {
      event.preventDefault();
      nextFault();
      return;
    }
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const here = document.activeElement;
    if (event.key === "Escape" && typing(here)) { here.blur(); return; }
    if (typing(here) || page().dataset.keys === "off") return;
    if (here && here.type === "radio" && event.key.startsWith("Arrow")) return;
    const does = KEYS[event.key] || (() => {
      const one = all(`[data-key="${CSS.escape(event.key)}"]`)[0];
      if (!one) return false;
      if (typing(one)) { one.focus(); one.select && one.select(); } else one.click();
      return true;
    });
    if (does()) event.preventDefault();
  });

  // --- what was typed and not saved
  const changed = (one) => one.name && one.value !== one.defaultValue;
  const unsaved = () => all("#paper input:not([type=hidden])").some(changed);
  document.addEventListener("input", (event) => {
    if (event.target.closest("#paper")) event.target.classList.toggle("typed", changed(event.target));
  });
  addEventListener("beforeunload", (event) => { if (unsaved() && !leaving) event.preventDefault(); });
  let leaving = false;
  document.addEventListener("submit", () => { leaving = true; setTimeout(() => { leaving = false; }, 1000); });
  document.addEventListener("htmx:confirm", (event) => {
    const from = event.target;
    if (from.id === "live" || from.closest("#paper form, form#paper") || !unsaved()) return;
    event.preventDefault();
    if (confirm("What you typed into the claim is not saved. Go on without it?")) event.detail.issueRequest(true);
  });

  // --- after a swap: focus stays where it was, or goes to the content
  document.addEventListener("htmx:afterSettle", (event) => {
    dress();
    if (event.detail.target && event.detail.target.id !== "page") return;
    if (document.activeElement === document.body) {
      const first = document.querySelector("[autofocus], [role=alert]") || document.getElementById("main");
      if (first.tabIndex < 0 && first.id !== "main") first.tabIndex = -1;
      first.focus({ preventScroll: true });
    }
    const verb = event.detail.requestConfig && event.detail.requestConfig.verb;
    if (verb === "get" && !event.detail.requestConfig.elt.closest("form, thead, .tabs")) scrollTo(0, 0);
  });
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, () => {
      say("The server does not answer. Nothing was changed; try again.");
      alert("The server does not answer. Nothing was changed; try again.");
    });
  }

  // --- files that are dropped
  document.addEventListener("dragover", (event) => {
    const zone = document.querySelector("[data-drop]");
    if (!zone) return;
    event.preventDefault();
    zone.classList.add("over");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) document.querySelectorAll(".over").forEach((zone) => zone.classList.remove("over"));
  });
  document.addEventListener("drop", (event) => {
    const zone = document.querySelector("[data-drop]");
    if (!zone) return;
    event.preventDefault();
    zone.classList.remove("over");
    if (!event.dataTransfer.files.length) return;
    zone.querySelector("input[type=file]").files = event.dataTransfer.files;
    zone.requestSubmit();
  });
  document.addEventListener("htmx:xhr:progress", (event) => {
    const bar = document.getElementById("sent");
    if (!bar || !event.detail.lengthComputable) return;
    bar.hidden = false;
    bar.value = 100 * event.detail.loaded / event.detail.total;
  });

  // --- forms that send themselves, and ticks
  document.addEventListener("change", (event) => {
    const one = event.target;
    if (one.matches("[data-sends-itself] select")) one.form.requestSubmit();
    if (one.matches("[data-all]")) {
      one.form.querySelectorAll("input[name=number]").forEach((box) => { box.checked = one.checked; });
    }
  });
  function dress() {
    document.querySelectorAll("[data-all]").forEach((box) => { box.hidden = false; });
  }
  dress();

  // --- what goes on by itself, for as long as its page is open
  function goOn() {
    const form = document.querySelector("form[data-goes-on]");
    if (!form || form.dataset.goesOn === "gone") return;
    form.dataset.goesOn = "gone";
    setTimeout(() => { if (form.isConnected) form.requestSubmit(); }, 50);
  }
  document.addEventListener("htmx:afterSettle", goOn);
  addEventListener("DOMContentLoaded", goOn);

  // --- a ready file that was just taken is saved without another click, once
  function fetchReady() {
    const link = document.querySelector("[data-download]");
    if (!link || link.dataset.download === "done") return;
    link.dataset.download = "done";
    link.click();
  }
  document.addEventListener("htmx:afterSettle", fetchReady);
  fetchReady();
})();
