// What the page does by itself, without asking the server.

// Send what is written, and be ready for more.
function sendFrom(box, emit) {
  const text = box.value;
  if (!text.trim()) return;
  box.value = "";
  box.focus();
  emit(text);
}

function fill(id, text) {
  const box = document.getElementById(id);
  box.value = text;
  box.focus();
}

// On a narrow window one screen is seen at a time.
function showScreen(name) {
  document.body.dataset.screen = name;
  for (const tab of document.querySelectorAll(".tabs [data-tab]")) {
    tab.setAttribute("aria-selected", String(tab.dataset.tab === name));
    if (tab.dataset.tab === name) tab.classList.remove("unread");
  }
  toTheEnd();
}

// The newest message is seen: its end, or where it begins if it is longer than the screen.
function toTheEnd(only) {
  for (const chat of only ? [only] : document.querySelectorAll(".chat")) {
    const last = chat.querySelector(".message:last-of-type");
    const isLong = last && last.classList.contains("bot") && last.offsetHeight > chat.clientHeight - 20;
    chat.scrollTop = isLong ? last.offsetTop - chat.offsetTop - 10 : chat.scrollHeight;
  }
}

// Every chat stays at its newest message; a tab whose phone has news says so.
function watchChats() {
  for (const chat of document.querySelectorAll(".chat")) {
    if (chat.watched) continue;
    chat.watched = true;
    new MutationObserver(() => {
      requestAnimationFrame(() => toTheEnd(chat));
      const name = chat.closest("[data-screen]").dataset.screen;
      const tab = document.querySelector(`.tabs [data-tab="${name}"]`);
      if (tab && document.body.dataset.screen !== name && chat.querySelector(".message")) tab.classList.add("unread");
    }).observe(chat, { childList: true });
    chat.addEventListener("load", () => toTheEnd(chat), true);
    new ResizeObserver(() => toTheEnd(chat)).observe(chat);
  }
  toTheEnd();
}

// The clock runs in the browser; the server only says how far ahead it is.
function runClock() {
  for (const place of document.querySelectorAll("[data-ahead]")) {
    const now = new Date(Date.now() + Number(place.dataset.ahead));
    const options = { timeZone: place.dataset.zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
    place.textContent = new Intl.DateTimeFormat(place.dataset.lang, options).format(now);
  }
}
setInterval(runClock, 1000);
