// What the browser does by itself: the menu on a phone, and saying that the session is over.
function toggleMenu(open) {
  const isOpen = document.body.classList.toggle("menu-is-open", open);
  const button = document.querySelector(".menu-button");
  if (button) button.setAttribute("aria-expanded", String(isOpen));
  const first = isOpen && document.querySelector(".side nav a");
  if (first) first.focus();
}
document.addEventListener("click", (event) => {
  if (event.target.closest(".menu-button")) return toggleMenu();
  if (document.body.classList.contains("menu-is-open") && !event.target.closest(".side")) toggleMenu(false);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && document.body.classList.contains("menu-is-open")) {
    toggleMenu(false);
    document.querySelector(".menu-button").focus();
  }
  const types = event.target.closest("input, textarea, select");
  if (event.key === "/" && !types) {
    const search = document.querySelector("input[type=search]");
    if (search) { event.preventDefault(); search.focus(); }
  }
});
// A socket that is refused because the session is over looks like a lost connection: ask, and go to the door.
async function lookAfterSession() {
  try {
    const answer = await fetch("/sesi", { headers: { accept: "text/plain" } });
    if (answer.status === 401) location.assign("/masuk");
  } catch { /* the server is away: the page says so itself */ }
}
setInterval(lookAfterSession, 60000);
document.addEventListener("visibilitychange", () => { if (!document.hidden) lookAfterSession(); });
