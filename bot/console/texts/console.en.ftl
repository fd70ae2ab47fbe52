# The words of the office's console. Names of statuses, tasks and verdicts are in en.ftl, shared with the demo's desk.

sign-in-title = Sign in to the office's console
sign-in-lead = Your link is ready. Press this button to sign in in this browser.
sign-in-button = Sign in
sign-in-once = A link is good for 10 minutes and for one sign-in.
sign-in-how = To sign in, ask for a link:
sign-in-how-chat = Type konsol in your own chat with the SERTAKAN bot, if that chat is linked as one of the office's.
sign-in-how-operator = Or ask the operator, who runs: sertakan admin link NAME
sign-in-press = Open the link in this browser, then press Sign in.
sign-in-no-script = Turn on JavaScript in this browser; the console needs it.
sign-in-refused = This link is no longer good: it was used, or is older than 10 minutes. Ask for a new one.

console = The office's console
skip-to-content = Skip to content
menu-open = Open the menu
menu = Menu
sign-out = Sign out
role-owner = owner
role-staff = staff
role-viewer = looks only
console-failed = It did not work, and nothing was changed. Try again; if it stays so, tell the operator. ({ $what })
console-cannot = It cannot be done: { $what }
console-may-not = That is not for your role ({ $role }).
console-done = Saved.
console-cancel = Cancel
console-more = Next
console-less = Previous
console-search = Search
console-export-csv = Download CSV
console-export-xlsx = Download XLSX
console-rows-from-to = { $first }–{ $last } of { $n }

page-beranda = Home
page-orang = People
page-pendaftaran = Registration
page-pembayaran = Payments
page-siaran = Broadcasts
page-percakapan = Conversations
page-perkiraan = Forecast
page-masalah = Problems
page-jejak = Trail

console-nothing-found = Nothing fits
console-other-filter = Try another filter or word, or clear the filters.

trail-lead = Who did what, from the console, the chat or the operator's machine. Rows are only ever added; one that is changed or removed in secret is found out.
trail-position = No.
trail-at = When
trail-actor = Who
trail-what = What
trail-subject = About
trail-change = Change
trail-day = Day
trail-operator = operator at the machine
trail-any = All
trail-none = Nothing is recorded yet
trail-none-do = Whatever the office does, signing in and out as well, appears here by itself.
did-signed-in = Signed in
did-signed-out = Signed out
did-sign-in-asked = Asked for a sign-in link in the chat
did-chat-linked = Linked a chat
did-staff-invited = Invited a colleague
did-staff-left = Ended a colleague's role
did-registered = Entered a registration
did-payment-confirmed = Confirmed a payment
did-payment-accepted = Accepted a payment (no double)
did-payment-assigned = Assigned a payment
did-receipt-verified = Verified a receipt
did-receipt-refused = Refused a receipt
did-cover-decided = Decided on another cover
did-pause-lifted = Lifted a pause of invitations
did-task-done = Finished a task

home-tasks-lead = What waits for a hand of the office, the oldest first.
home-tasks-none-do = What participants and workers bring up and the office must see to appears here.
