// What the page does by itself, without asking the server.

// Send what is written, and be ready for more.
function sendFrom(box, emit) {
  const text = box.value;
  if (!text.trim()) return;
  if (!window.socket?.connected) {  // it stays written until the server is back
    document.getElementById("popup").ariaHidden = false;
    return;
  }
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
    if (tab.dataset.tab !== name) continue;
    tab.classList.remove("unread");
    tab.removeAttribute("aria-label");
  }
  toTheEnd();
}

// Where it is written, or the desk's first button: for who would rather not pass everything with the Tab key.
function skipTo(name) {
  showScreen(name);
  document.querySelector(`.stage > [data-screen="${name}"] :is(.box, .desk-parts button)`).focus();
}

// The newest messages are seen: their end, or where the first of those begins that came together and are
// longer than the screen.
function toTheEnd(only) {
  for (const chat of only ? [only] : document.querySelectorAll(".chat")) {
    const last = chat.querySelector(".message:last-of-type");
    const first = chat.firstNew?.isConnected ? chat.firstNew : last;
    const isLong = last?.classList.contains("bot") && chat.scrollHeight - topOf(first, chat) > chat.clientHeight - 6;
    chat.scrollTop = isLong ? topOf(first, chat) - 10 : chat.scrollHeight;
  }
}

function topOf(message, chat) {
  return message.offsetTop - chat.offsetTop;
}

// What arrives within this time of the first is read together.
const TOGETHER = 2000;

function noteNew(chat, changes) {
  const added = changes.flatMap((one) => [...one.addedNodes]).filter((one) => one.classList?.contains("message"));
  const now = Date.now();
  if (changes.some((one) => one.removedNodes.length) || now - (chat.firstAt ?? 0) > TOGETHER) chat.firstNew = null;
  for (const one of added) {
    if (one.classList.contains("own")) chat.firstNew = null;
    else if (!chat.firstNew) [chat.firstNew, chat.firstAt] = [one, now];
  }
}

// Only the newest buttons of a chat are on the way of the Tab key; older ones can still be pressed.
function onlyNewestByTab(chat) {
  const groups = [...chat.querySelectorAll(".keys, .sheet")];
  const newest = groups.at(-1)?.closest(".message");
  for (const group of groups) {
    for (const key of group.querySelectorAll(".key")) key.tabIndex = group.closest(".message") === newest ? 0 : -1;
  }
}

// WhatsApp's list of options is seen when it opens, and Escape closes it.
document.addEventListener("toggle", (event) => {
  if (event.target.matches?.(".sheet") && event.target.open) event.target.scrollIntoView({ block: "nearest" });
}, true);
document.addEventListener("keydown", (event) => {
  const open = event.key === "Escape" && [...document.querySelectorAll(".sheet[open]")].at(-1);
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});

// The framework's own notice that the server is away, in the page's words.
function sayWhenAway(text) {
  const [said, more] = document.querySelectorAll("#popup > span");
  said.textContent = text;
  if (more) more.textContent = "";
}

// Every chat stays at its newest message; a tab whose phone has news says so.
function watchChats() {
  for (const chat of document.querySelectorAll(".chat")) {
    if (chat.watched) continue;
    chat.watched = true;
    onlyNewestByTab(chat);
    new MutationObserver(() => onlyNewestByTab(chat)).observe(chat, { childList: true, subtree: true });
    new MutationObserver((changes) => {
      noteNew(chat, changes);
      requestAnimationFrame(() => toTheEnd(chat));
      const name = chat.closest("[data-screen]").dataset.screen;
      const tab = document.querySelector(`.tabs [data-tab="${name}"]`);
      if (tab && document.body.dataset.screen !== name && chat.querySelector(".message")) {
        tab.classList.add("unread");
        tab.ariaLabel = `${tab.textContent}, ${tab.dataset.unread}`;
      }
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
