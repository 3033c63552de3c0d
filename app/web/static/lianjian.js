// Small comforts on top of pages that work without any of them. Nothing here writes styles or evaluates text.
(() => {
  "use strict";

  const words = document.body.dataset;

  const typing = (element) => element.closest("input, textarea, select, [contenteditable]") !== null;

  // Keyboard: / search, j k rows, ? help, Esc closes drops

  function step(direction) {
    const rows = [...document.querySelectorAll(".lj-table tbody tr")];
    if (!rows.length) return;
    const here = rows.findIndex((row) => row.classList.contains("is-here"));
    const next = rows[Math.min(Math.max(here + direction, 0), rows.length - 1)];
    rows[here]?.classList.remove("is-here");
    next.classList.add("is-here");
    next.querySelector("a")?.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }

  const keys = {
    "/": () => document.querySelector("[data-search]")?.focus(),
    "?": () => document.getElementById("keys")?.togglePopover?.(),
    j: () => step(1),
    k: () => step(-1),
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeDrops(null);
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const act = keys[event.key];
    if (act) {
      event.preventDefault();
      act();
    }
  });

  // Drops close when something else is clicked

  function closeDrops(except) {
    for (const drop of document.querySelectorAll("details.lj-drop[open]")) {
      if (drop === except) continue;
      if (drop.contains(document.activeElement)) drop.querySelector("summary").focus();
      drop.open = false;
    }
  }

  document.addEventListener("click", (event) => {
    closeDrops(event.target.closest("details.lj-drop"));
    const dismiss = event.target.closest("[data-dismiss]");
    if (dismiss) dismiss.closest(".lj-toast").remove();
  });

  // Dates: the browser's calendar beside the free text field

  function calendarIcon() {
    const namespace = "http://www.w3.org/2000/svg";
    const icon = document.createElementNS(namespace, "svg");
    const use = document.createElementNS(namespace, "use");
    const sprite = document.querySelector(".lj-icon use")?.getAttribute("href").split("#")[0] ?? "/static/icons.svg";
    use.setAttribute("href", `${sprite}#calendar`);
    icon.setAttribute("class", "lj-icon");
    icon.setAttribute("aria-hidden", "true");
    icon.append(use);
    return icon;
  }

  function addCalendar(field) {
    const native = document.createElement("input");
    if (field.dataset.calendar || !("showPicker" in native)) return;
    field.dataset.calendar = "yes";
    const timed = field.dataset.day === "moment";
    native.type = timed ? "datetime-local" : "date";
    native.tabIndex = -1;
    native.className = "lj-day-native";
    native.setAttribute("aria-hidden", "true");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "lj-day-button";
    button.append(calendarIcon());
    button.setAttribute("aria-label", words.wordCalendar);
    button.addEventListener("click", () => {
      native.value = field.value.trim().replace(" ", "T");
      native.showPicker();
    });
    native.addEventListener("change", () => {
      field.value = native.value.replace("T", " ");
      field.dispatchEvent(new Event("change", { bubbles: true }));
    });
    const frame = document.createElement("span");
    frame.className = timed ? "lj-day is-timed" : "lj-day";
    field.replaceWith(frame);
    frame.append(field, native, button);
  }

  // Passwords: shown on demand, so that a long one can be read before it is sent; hidden again when it goes

  function addReveal(field) {
    if (field.dataset.reveal) return;
    field.dataset.reveal = "yes";
    const focused = document.activeElement === field;
    const button = document.createElement("button");
    const frame = document.createElement("span");
    const show = (shown) => {
      field.type = shown ? "text" : "password";
      button.textContent = shown ? words.wordHide : words.wordShow;
      button.setAttribute("aria-pressed", String(shown));
    };
    button.type = "button";
    button.className = "lj-secret-button";
    button.setAttribute("aria-controls", field.id);
    button.addEventListener("click", () => show(field.type === "password"));
    field.form?.addEventListener("submit", () => show(false));
    frame.className = "lj-secret";
    field.replaceWith(frame);
    frame.append(field, button);
    show(false);
    if (focused) field.focus();
  }

  // Uploads: a file that is too large is refused before it travels

  function refuseTooLarge(input) {
    const refused = [...input.files].some((file) => file.size > Number(input.dataset.limit));
    const id = `${input.id}-error`;
    document.getElementById(id)?.remove();
    input.classList.toggle("is-invalid", refused);
    if (!refused) {
      input.removeAttribute("aria-invalid");
      return false;
    }
    const note = document.createElement("div");
    note.id = id;
    note.className = "lj-error";
    note.setAttribute("role", "alert");
    note.textContent = input.dataset.tooLarge;
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", `${input.id}-hint ${id}`);
    input.after(note);
    return true;
  }

  document.addEventListener("change", (event) => {
    if (event.target.matches("input[type=file][data-limit]")) refuseTooLarge(event.target);
  });

  // Uploads: progress while a form with files is sent; without script the browser sends it as it is

  function sendWithProgress(form, submitter) {
    const bar = document.createElement("progress");
    const note = document.createElement("p");
    const request = new XMLHttpRequest();
    bar.max = 100;
    bar.className = "lj-progress";
    bar.setAttribute("aria-label", words.wordSending);
    note.className = "lj-upload";
    note.setAttribute("role", "status");
    note.textContent = words.wordSending;
    form.querySelector(".lj-form-foot")?.append(bar, note);
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      bar.value = Math.round((event.loaded / event.total) * 100);
      note.textContent = bar.value < 100 ? `${words.wordSending} ${bar.value}%` : words.wordSent;
    });
    request.addEventListener("load", () => {
      if (request.status < 300 && request.responseURL !== form.action) {
        location.assign(request.responseURL);
        return;
      }
      const page = new DOMParser().parseFromString(request.responseText, "text/html");
      document.title = page.title;
      document.body.replaceWith(document.adoptNode(page.body));
      window.htmx?.process(document.body);
      prepare(document);
    });
    request.addEventListener("error", () => {
      bar.remove();
      note.textContent = words.wordFailed;
      if (submitter) submitter.disabled = false;
    });
    request.open("POST", form.action);
    request.send(new FormData(form, submitter));
    if (submitter) submitter.disabled = true;
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.matches("form[data-upload]")) return;
    const inputs = [...form.querySelectorAll("input[type=file]")].filter((input) => input.files.length);
    if (!inputs.length) return;
    event.preventDefault();
    const refused = inputs.find((input) => input.dataset.limit && refuseTooLarge(input));
    if (refused) {
      refused.focus();
      return;
    }
    sendWithProgress(form, event.submitter);
  });

  // A form is sent once: a second press right after the first does nothing

  const AGAIN_AFTER = 3000;

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (event.timeStamp - Number(form.dataset.sentAt ?? -AGAIN_AFTER) < AGAIN_AFTER) event.preventDefault();
    else form.dataset.sentAt = event.timeStamp;
  });

  // htmx: the token on every change; filters left empty stay out of the address; faults of the network are said

  document.addEventListener("htmx:config:request", (event) => {
    const { request, sourceElement } = event.detail.ctx;
    request.headers["X-CSRFToken"] = document.querySelector("meta[name=csrf-token]").content;
    if (sourceElement.matches(".lj-filters")) {
      for (const [name, value] of [...request.body]) if (value === "") request.body.delete(name);
    }
  });

  // What every page gets when it arrives, and every part that htmx brings

  function prepare(root) {
    for (const field of root.querySelectorAll("[data-day]")) addCalendar(field);
    for (const field of root.querySelectorAll("input[type=password]")) addReveal(field);
    root.querySelector("[data-focus]")?.focus();
  }

  document.addEventListener("htmx:after:swap", () => prepare(document));
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => prepare(document));
  else prepare(document);
})();
