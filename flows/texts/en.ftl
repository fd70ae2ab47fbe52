# Every sentence a person reads, in the order of the conversations. Warm, short, plain.
# The keys are the same in every language; a button's label has at most 24 letters (20 where there are up to three).

### Greeting, menu

welcome =
    Hello! I am the SERTAKAN bot of { $office }.

    In this chat you can nominate workers around you (a household assistant, a driver, a vendor) for the protection of BPJS Ketenagakerjaan. The premium for { MONTH($month) } starts at { RUPIAH($lowest) }.
    .invited = Hello! This is the SERTAKAN bot of { $office }. We never ask for money, an OTP, or a password.
    .again =
        Hello again, good to see you! I am the SERTAKAN bot of { $office }.

menu = What would you like to do? Tap, answer with the number, or just write in your own words.
    .resume = Go on with my draft
    .nominate = Enrol a worker
    .workers = My workers
    .invitation = My invitation
    .pay = Pay premiums
    .cover = My cover
    .card = Card
    .data = My data
    .emergency = Help after an accident
    .withdraw = Withdraw consent
    .questions = Questions
    .settings = Settings
    .person = Talk to a person

draft = You have a nomination that is not finished: { $name } ({ $done } of { $total } answered). Go on with it? If you begin a new one, that one is cancelled.
    .resume = Go on
    .begin_new = Begin a new one
    .put_away = The unfinished nomination of { $name } is cancelled. If that was a mistake, type undo within 10 minutes.

recap = Let's continue the nomination of { $name } ({ $done } of { $total } answered).
hello = Hello! Let's continue.
thanks = You are welcome!
noted = Noted.
someone = your worker

### Enrol a worker

nominate-notice =
    Before we begin, please read this:

    • What is kept: the worker's name, NIK, birth date, phone number, job, workplace and income; also your account's name and what you write here.
    • What for: to prepare the worker's registration by { $office }, and only that. Without the worker's own consent nothing is sent to BPJS Ketenagakerjaan.
    • How long: a draft { $draft_days } days, a nomination without the worker's consent { $invited_days } days, what is written here { $message_days } days. Evidence of consent is kept; if the worker refuses, a scrambled code of the NIK for { $pause_days } days.
    • The worker sees your account's name and the number you share.
    • Which way: Telegram and WhatsApp carry messages through servers abroad. With us the data is encrypted.
    • Your rights and the worker's: to see, correct and erase data, and to withdraw consent, at { $contact }.

    Do you agree that the data is kept for this?
    .again = Do you agree that the data is kept for what was explained above?
    .agree = I agree
    .decline = I do not agree
    .help = Your consent is our ground for keeping the data (Law 27/2022 on personal data). Without it no nomination can be made, and no worker's data is kept.

nominate-declined = All right, we respect that. No nomination is made, and nothing is kept as a draft. If you change your mind, type register.

nominate-job = Who would you like to enrol? Choose their job.
    .household = Household assistant
    .private_driver = Private driver
    .driver = Taxi/truck/bus driver
    .motorcycle = Motorcycle taxi/courier
    .vendor = Vendor
    .gardener_guard = Gardener or guard
    .farmer_fisher = Farmer or fisher
    .labourer = Labourer
    .other = Another job
    .help = The job decides which discount applies. If none fits, choose Another job.

nominate-job_words = What is the job? A word or two, for example: tailor.

nominate-transport = “{ $job }”: is the work to carry people or goods?
    .yes = Yes
    .no = No
    .help = Transport has its discount until another month, so we need to know.

nominate-name = What is the worker's name, as on the ID card?
    .help = Write the name as it is on the ID card (KTP). For example: Budi Santoso.

nominate-nik = What is the NIK of { $name }? 16 digits, at the top of the ID card.
    .help = BPJS Ketenagakerjaan knows its members by their NIK. Here it is kept encrypted, and only ever shown masked.

nominate-mine = You nominated the worker with NIK { $nik } on { DATE($nominated_on) } already (number { $reference }), so there is no need to do it twice. Type workers to see them. If you mistyped the NIK, type back.

nominate-paused = The worker with NIK { $nik } recently chose not to join. That is their right, so they can be invited again from this account only after { DATE($until) }. If they change their own mind, they can contact the office. If you mistyped the NIK, type back.

nominate-too_many = { $count } of your invitations have not been answered yet, so a new one has to wait. Remind your workers: type workers to send an invitation again. Do you need to nominate more at once? { $contact }.

nominate-birth_date = By the NIK the birth date is { DATE($birth_date) }. { $said } Which date is on the ID card? If it is the same as in the NIK, answer same; if not, write it, for example 17 August 1985. If you mistyped the NIK, type back.
    .said = You wrote { DATE($birth_date) }.
    .help = We go by the date on the card. A NIK stays the same even when the birth date was corrected.

nominate-too_young = Sorry, we cannot take this nomination: by the birth date ({ DATE($birth_date) }) the worker is { $age } years old, and we do not enrol children below 15 as workers. If the date is wrong, type back within 10 minutes. Would you like to talk about it? { $contact }.

nominate-too_old = Sorry, workers can only be enrolled before turning 65, by the rules of BPJS Ketenagakerjaan. By the birth date ({ DATE($birth_date) }) the worker is { $age } years old. If the date is wrong, type back within 10 minutes. Any question? { $contact }.

nominate-ask_person = By the birth date ({ DATE($birth_date) }) the worker is { $age } years old. For workers aged 15 or 16 our staff need to talk to you first: { $contact }. If the date is wrong, type back within 10 minutes.

nominate-phone = What is the mobile number of { $name }? For example: 0812-3456-7890.
    .no_phone = Has no phone
    .help = It must be the worker's number, not yours: the worker will decide in person. We do not write to it unless you ask. A few workers may share one. If there is none, choose Has no phone.

nominate-workplace = Where is the workplace? Write the regency, city or district.
    .help = For example: Kota Bandung, or Jekan Raya.

nominate-income = How much does { $name } earn a month? A rough figure is fine, for example 1.5 million. If it varies, write the average.
    .help = The premium and the cash benefits go by the monthly income, so please write what it really is. For example: 2 million, 1.500.000.

nominate-programmes = Which programmes? JKK (work accident) and JKM (death) are compulsory; JHT (old-age savings) can be added.
    .jkk_jkm = JKK + JKM
    .jkk_jkm_jht = JKK + JKM + JHT
    .help = JHT is an old-age saving: all its premiums plus returns. The 50% discount does not apply to it.

nominate-months = How many months would you like to pay at once, from { MONTH($month) } on?
    .option =
        { $months ->
            [one] { $months } month: { RUPIAH($total) }
           *[other] { $months } months: { RUPIAH($total) }
        }
    .help = The amount is for all the months. You see it month by month before you confirm. There is nothing to pay yet.

nominate-review =
    Please check:

    { $fields }

    Premium by month:
    { $prices }
    Total: { RUPIAH($total) }
    { $remark }

    { $declaration }

    Is it right?
    .job = Job: { $value }
    .name = Name: { $value }
    .nik = NIK: { $value } { $note }
    .birth_date = Born: { DATE($value) } { $note }
    .from_nik = (from the NIK)
    .phone = Phone: { $value }
    .workplace = Workplace: { $value } { $note }
    .income = Income: { RUPIAH($value) } a month
    .programmes = Programmes: { $value } { $note }
    .months = Paying for: { $value } { $value ->
            [one] month
           *[other] months
        }
    .confirm = Correct, send it
    .edit = Change
    .cancel = Cancel
    .help = Choose Correct if everything is right. To change something choose Change, or write for example: change income.

assumed = (our assumption, you can change it)
price =
    .month = { MONTH($month) }: { RUPIAH($amount) }
    .months = { MONTH($first) } – { MONTH($last) }: { $count } × { RUPIAH($each) } = { RUPIAH($amount) }
    .discount_ends = The 50% discount ends with the premium of { MONTH($month) }.
    .one = { MONTH($month) }
    .stretch = { MONTH($first) } – { MONTH($last) } ({ $count } months)
    .jht = JHT can be added: { RUPIAH($amount) } a month (Change, then Programmes)
    .private_driver = (Whether the discount of { MONTH($first) } – { MONTH($last) } applies to private drivers is not settled; counted without it here.)
declaration = By choosing Correct you declare: “I have told { $name } that I am entering their data here.”
price_changed = The premium has changed since you saw it, so please check once more.

edit = What would you like to change?
    .job = Job
    .name = Name
    .nik = NIK
    .birth_date = Birth date
    .phone = Phone number
    .workplace = Workplace
    .income = Income
    .programmes = Programmes
    .months = Months to pay
    .back = Change nothing
    .kept = All right, nothing is changed.
    .nothing = There is nothing to change yet.

nominate-done =
    Thank you! The nomination of { $name } is kept under number { $reference }.

    Now { $name } decides. { $how }

    If they agree, we tell you and prepare the registration. Without an answer by { DATE($until) }, the data is erased. Nothing has to be paid yet. Type workers at any time to see your list.

### Invitation and the worker's consent

invited = If { $name } has no phone, they can answer for themselves on yours.
    .assist = Answer on this phone
    .first_message = Let us write to them
    .nominate = Nominate another
    .menu = Menu
invite =
    .message =
        Hello! { $sponsor } would like to pay for your cover for work accidents and death (BPJS Ketenagakerjaan). It is free for you.

        Look first, then decide yourself, yes or no:
        { $links }

        In doubt? Ask { $asked }, or call { $office } { $contact }, or 175.

        Valid until { DATE($until) }, only for you. We never ask for money, an OTP, or a password.
    .someone = Someone who knows you
    .whoever_sent = whoever sent this message
    .link = { $link }
    .forward = Forward the invitation above to them, or show them the QR code. They open it on their own phone.
    .token = On their own phone they type in this bot: /start { $token }
    .again = { $name } has not answered yet. { $how } The invitation is valid until { DATE($until) }.
    .written = All right, our office will contact { $name }'s number, once only, and say who invites them. You may still pass the link on yourself.
    .not_written = We cannot write first to { $name }'s number. Forward the invitation, or choose Answer on this phone.
invitation =
    .someone = someone who knows you
    .asks = { $sponsor } ({ $number })
    .no_number = number not shared
    .none = No invitation is waiting for your answer. If you have its link, open it once more.
    .unknown = We do not know that invitation. The link may have been cut, or its data erased. Ask the one who invited you to send it again.
    .expired = That invitation is past its last day and its data has been erased. If you still want to join, ask to be nominated again.
    .answered = That invitation has been answered, so it cannot be opened again.
    .taken = Someone else has opened that invitation. If it is meant for you, tell the one who invited you, or type person.
    .blocked = We cannot open this invitation here yet, because the NIK did not match. Type officer; our office can help.
    .own = This is the invitation that you made for { $name }. { $name } must answer it: forward the message.

consent-gone = { $why } Nothing has changed.
consent-who = There is an invitation for { $name }: { $asks } wants to pay for their BPJS Ketenagakerjaan cover, through { $office }. Are you { $name }?
    .me = Yes, that is me
    .not_me = Not me
    .help = We show the invitation only to the person it is for. If that is not you, choose Not me; nothing is kept.
consent-digits = So that nobody else sees the data of { $name }: write the last four digits of your NIK. You find them on your KTP.
    .help = We ask only for the last four digits of the NIK on your KTP. If this invitation is not for you, type cancel.
consent-digits_2 = That does not match this invitation. Please look at your KTP once more: the last four digits of the NIK?
    .help = We ask only for the last four digits of the NIK on your KTP. If this invitation is not for you, type cancel.
consent-digits_3 = Still no match. Once more, slowly: the last four digits of the NIK on your KTP?
    .help = We ask only for the last four digits of the NIK on your KTP. If this invitation is not for you, type cancel.
consent-not_recognised = No match yet, so we cannot open the invitation here. Perhaps a digit was mistyped when you were invited. Our office can help: { $contact }. The invitation keeps waiting for its person.
digits =
    .not_four = Write four digits, for example 1234.
consent-not_me = All right, nothing was shown or kept. The invitation still waits for the person it is for. Sorry to have bothered you!
consent-name = What is your name, as on your ID card (KTP)?
consent-nik = What is your NIK? 16 digits, at the top of the KTP.
consent-birth_date = On which day were you born, as on your KTP? For example: 17 August 1985.
consent-not_eligible = Sorry: by the birth date { DATE($birth_date) } the age is { $age }, and we cannot register that age here. If the date is wrong, type back within 10 minutes. Any questions? { $contact }.
consent-phone = What is your phone number? For example: 0812-3456-7890.
    .no_phone = No phone
consent-job = What is your work?
    .household = { nominate-job.household }
    .private_driver = { nominate-job.private_driver }
    .driver = { nominate-job.driver }
    .motorcycle = { nominate-job.motorcycle }
    .vendor = { nominate-job.vendor }
    .gardener_guard = { nominate-job.gardener_guard }
    .farmer_fisher = { nominate-job.farmer_fisher }
    .labourer = { nominate-job.labourer }
    .other = { nominate-job.other }
consent-job_words = What work is it? In a word or two, for example: tailor.
consent-transport = “{ $job }”: does this work carry people or goods?
    .yes = Yes
    .no = No
consent-workplace = Where do you work? Write the regency, city, or district.
consent-income = How much do you earn a month? Roughly will do, for example 1.5 million.
    .help = Premiums and cash benefits follow the monthly income, so write what is true.
consent-offer =
    { $hello } Your data:
    { $fields }

    • What for: { $office } registers you with BPJS Ketenagakerjaan ({ $programmes }). Nothing is sent before you agree.
    • The one who asks pays (planned: { $months } months); it is free for you. Once paid you are covered for accidents at work and death, by the rules of BPJS Ketenagakerjaan.
    • Kept while you take part; without an answer erased after { DATE($until) }. Proof of your answer is kept. Chats pass servers abroad.
    • Your rights: see, correct, erase, withdraw at any time. The one who asks learns your answer and corrections.

    { $how }
    .again = So, what do you say?
    .alone = Who asks: { $asks }.
    .assisted = { $name }, this screen is for you. Who asks: { $asks }.
    .by_button = Do you agree?
    .by_word = If you agree, type this word yourself: { $word }
    .name = { nominate-review.name }
    .nik = NIK: { $value }
    .birth_date = Born: { DATE($value) }
    .phone = { nominate-review.phone }
    .job = { nominate-review.job }
    .workplace = Workplace: { $value }
    .income = { nominate-review.income }
    .yes = Yes, I agree
    .no = I do not agree
    .pause = Not now
    .edit = Something is wrong
    .help = You are free to choose. Yes: we prepare your data for registration. No: we erase your data. Not now: the invitation waits. To correct something, write for example: change name.
consent-put_off = All right, no hurry. The invitation waits until { DATE($until) }; after that the data is erased. Type continue at any time, or I do not agree if you do not want it.
    .answered = All right. Your answer has been recorded; the rest can be completed later with our office.
consent-declined = All right, we respect that. Your data in this invitation has been erased, and the one who asked learns only that you are not joining. So that they cannot invite you again within { $pause_days } days, we keep one scrambled code made from your NIK; the NIK cannot be read from it. If you change your mind, contact { $contact }.
consent-stayed = All right, you stay with the cover you have. The data in this invitation has been erased, and the one who invited you learns only that you are not joining. So that they cannot invite you again within { $pause_days } days, we keep one scrambled code made from your NIK.
consent-other_cover = One more thing: you already have cover here through someone else. { $paid } One person can only have one. Stay there, or change to { $sponsor }? { $begins } If you stay, { $sponsor } learns only that you are not joining.
    .paid = It is paid until { MONTH($until) }.
    .from = If you change, { $sponsor } pays from { MONTH($month) }.
    .at_once = No month has been paid yet, so nothing is lost.
    .stay = Stay as it is
    .change = Change over
    .help = Your participant number stays the same, and months already paid still count. Who paid before is told if you change over.
consent-thanks =
    Thank you, { $name }! Your consent has been recorded. { $office } is preparing the registration; we will tell you here. You need not pay anything.

    Words that always work: my cover, card, my data, withdraw.
    .assisted = Thank you, { $name }! Your consent has been recorded, with a note that you were helped on this phone. { $office } is preparing the registration. You need not pay anything.
consent-address = This is optional: your address as on the KTP?
    .skip_all = Skip all
    .skip = Skip
    .help = The registration form also asks for the address, postcode, and e-mail. If you skip them, the office asks later if it needs to.
joined = Added to the address.
consent-postcode = The postcode? Five digits.
    .skip = Skip
consent-email = An e-mail address, if there is one?
    .skip = Skip
consent-done = Done. Now just wait to hear from us. To see how things are at any time, type my cover.
    .assisted = Done, thank you. You may give the phone back. After registration the payer receives the bill here.

told =
    .consented = Good news: { $name } has agreed. { $corrected } Our office is now preparing the registration; after that we send the bill here. Nothing has to be paid yet.
    .corrected = They corrected some of the data.
    .corrected_price = They corrected some of the data, so the premium may change; the bill will show it.
    .declined = { $name } is not joining, so the nomination ends and its data has been erased. That is their right, and we did not ask why. For { $pause_days } days { $name } cannot be invited again from this account. Thank you for caring.
    .withdrawn = { $name } no longer takes part, so your part is done. { $paid } We cannot promise that premiums are paid back. Thank you for your help!
    .took_over = { $name } now pays the premiums, so your part is done. { $paid } Thank you, your help started it!
    .paid_through = What has been paid still counts: until { MONTH($until) }.

### My cover

yours = What else would you like to see?
    .card = Card
    .data = My data
    .take_over = Pay it myself
    .withdraw = Withdraw consent
    .menu = Menu
card =
    Confirmation by { $office }, not a BPJS Ketenagakerjaan card.

    { $name } (NIK { $nik })
    { $number }
    Programmes: { $programmes }
    Paid: { $paid }
    { $state }

    { $pays }

    After an accident: go to a health facility at once, a PLKK if you can, with the KTP. Report it within 2x24 hours to the branch office or 175. Help: { $contact }. Keep this message; to see it again, type card.
    .number = Participant number: { $number }
    .no_number = We have not received the participant number yet
    .pays = While the cover is in force, what is covered by the rules of BPJS Ketenagakerjaan:
    .jkk = • Accidents at work (JKK): treatment as medically needed. By the premium that was paid: { RUPIAH($accident) } for the heirs after a death by it, { RUPIAH($disability) } for permanent total disability.
    .jkk_plain = • Accidents at work (JKK): treatment as medically needed; a benefit after a death by it, or permanent total disability.
    .jkm = • Death not caused by work (JKM): { RUPIAH($death) } for the heirs; with less than { $waiting } months of membership, { RUPIAH($early) }. Paid here without a break since { MONTH($first) }.
    .jht = • JHT: savings, all its premiums plus returns.
    .ahead = Cover begins on the date BPJS Ketenagakerjaan gives (ask 175).
    .unpaid = The premium for { $months } is not recorded as paid. We cannot say whether that month is covered; ask 175.
    .gap = Because it was interrupted, the 3 months may count anew; ask 175.
    .over = Taking part here has ended.
    .not_yet = There is no confirmation for { $name } yet: the first premium is not recorded as paid. Once it is, { $office } sends it here.
cover =
    Your cover:
    { $lines }
    .line = • { $programmes }, paid by { $payer }: { $status }
    .yourself = yourself
    .consented = you agreed, registration is being prepared. We will tell you.
    .awaiting_payment = registered, waiting for the first premium. Cover begins once it is paid.
    .ahead = paid for { $months }.
    .active = paid until { MONTH($until) }.
    .due = paid until { MONTH($until) }. This month's premium is awaited.
    .unpaid = paid until { MONTH($until) }; not paid since. After 3 months unpaid the cover is not active.
    .inactive = paid until { MONTH($until) }, and not active after 3 months unpaid. It can go on: type pay myself, or talk to the one who pays.
    .withdrawn = ended; paid until { MONTH($until) }. To go on, type pay myself.
    .over = ended, with no month paid. To go on, type pay myself.
    .runs_on = Months already paid still count: until { MONTH($until) }.
cover-none = There is no cover recorded here for you. If you have an invitation, open its link. Questions about your data? { $contact }.
cover-no_card = There is no card to show yet. A card comes once the first premium is recorded as paid. To see your workers, type workers.
cover-no_data = As a participant, what we keep is: your account's name and the number you shared, what is written here for { $message_days } days, your consents, and the workers you nominated (type workers). To see all of it, correct or erase it: { $contact }.
cover-which = Which one? Choose, or write the name.
    .several = Several have that name. Which one?
    .unknown = That name is not here. Choose one, or write the name, for example: Budi.
your_data =
    What we keep about you:
    { $fields }

    • From: { $source }
    • What for: your registration and premiums, nothing else. NIK and phone number are kept encrypted.
    • Also your address, postcode, and e-mail, if you gave them.
    • How long: while you take part. Proof of consent is kept.
    • If something is wrong, type wrong; our office checks it. To erase: { $contact }. To stop taking part: type withdraw.
    .name = { nominate-review.name }
    .nik = NIK: { $value }
    .birth_date = Born: { DATE($value) }
    .phone = { nominate-review.phone }
    .job = { nominate-review.job }
    .workplace = Workplace: { $value }
    .income = { nominate-review.income }
    .number = Participant number: { $value }
    .source = { $payer } on { DATE($asked_on) }, and from you.
    .source_own = whoever invited you, on { DATE($asked_on) }, and from you.
cover-over = This one has ended, so there is no consent to withdraw. { $paid } To have its data erased, type person.
cover-sure = Withdraw your consent and stop taking part? Premiums will not go on here, and the office ends your registration. { $paid } We cannot promise that premiums are paid back. { $told }
    .told = The one who pays learns only that you no longer take part.
    .yes = Yes, withdraw
    .no = Leave it as it is
    .help = Withdrawing is your right, without giving a reason. If you only want to pay yourself, leave it as it is, then type pay myself.
cover-withdrawn = All right, your consent has been withdrawn, and our office has been told to end the registration. { $paid } What data is left can be erased: type person. Thank you, and stay safe.
cover-contested = All right, noted: some of your data is wrong. { $office } checks it with you: { $contact } ({ $hours }).
cover-kept = All right, nothing has changed.
cover-yours_already = You already pay for yourself. For the bill, type pay.
cover-pay = From now on you pay the premiums yourself, with the same participant number and months paid? { $paid } Whoever paid until now is told that their part is done.
    .yes = Yes, I will pay
    .no = Leave it as it is
    .help = The cover stays yours. What changes is only who receives the bill and pays.
cover-gone_for_good = This cover has ended and cannot go on here. Is that a mistake? Contact our office: { $contact }.
cover-taken_over = All right, from now on the bill is yours. { $paid } Type pay to see the amount, or workers to manage the rest.

### My workers

manage-none = You have not nominated a worker yet. Type register to begin.
manage-worker =
    Your workers:
    { $lines }

    Which one? Choose, or write the name.
    .again = Which worker? Choose, or write the name.
manage-gone = That worker is no longer on your list. Type workers to see it.
manage-action =
    { $line }

    What would you like to do?
    .again = What would you like to do for this worker?
    .pay = Pay the premium
    .claim = I have paid
    .card = See the card
    .link = Invitation once more
    .assist = Answer on this phone
    .first_message = Let us write to them
    .change = Change data
    .end = Stop or replace
workers =
    .line = { $dot } { $name } (NIK { $nik }): { $status }
    .brief = { $dot } { $name }: { $status }
    .more = and { $count } more.
standing =
    .invited = waiting for their answer
    .consented = being registered
    .awaiting_payment = first payment awaited
    .ahead = paid until { MONTH($until) }
    .active = paid until { MONTH($until) }
    .due = due { DATE($due_on) }
    .unpaid = months not paid: { $count }
    .inactive = inactive
status =
    .invited = without their own consent yet. Later: { RUPIAH($amount) } for { MONTH($month) }
    .consented = has agreed, is being registered. Later: { RUPIAH($amount) } for { MONTH($month) }
    .awaiting_payment = waiting for the first payment, { RUPIAH($amount) } for { MONTH($month) }, by { DATE($due_on) }
    .ahead = paid for { $months }. Next { RUPIAH($amount) }, by { DATE($due_on) }
    .active = paid until { MONTH($until) }. Next { RUPIAH($amount) }, by { DATE($due_on) }
    .due = paid until { MONTH($until) }. Due { DATE($due_on) }: { RUPIAH($amount) } for { MONTH($month) }
    .unpaid = paid until { MONTH($until) }. Months not paid: { $count }, from { MONTH($month) }: { RUPIAH($amount) }. Three months without a premium end the protection
    .inactive = inactive since 3 months went unpaid; paid until { MONTH($until) }. Can be active again from { MONTH($month) }: { RUPIAH($amount) }

manage-change = What has changed for { $name }?
    .phone = Phone number
    .income = Income
    .job = Job
    .months = Months to pay
manage-phone = What is the new mobile number of { $name }? For example: 0812-3456-7890.
    .sure = Is the phone number of { $name } now { $value }?
    .no_phone = Has no phone
manage-income = How much does { $name } earn a month now? For example 1.5 million.
    .sure = Is the income of { $name } now { RUPIAH($value) } a month?
    .help = The premium and the cash benefits go by the monthly income, so please write what it really is.
manage-job = What is the job of { $name } now?
manage-job_words = What is the job? A word or two, for example: tailor.
manage-transport = “{ $job }”: is the work to carry people or goods?
    .yes = Yes
    .no = No
    .help = Transport has its discount until another month, so we need to know.
manage-months = How many months would you like to pay at once for { $name }?
manage-unchanged = That is how it is kept for { $name } already, so nothing is changed.
manage-corrected =
    All right, the data of { $name } is changed:
    { $lines }
manage-new_price =
    The premium is now, from { MONTH($month) } on:
    { $prices }
    Total of { $count } { $count ->
        [one] month
       *[other] months
    }: { RUPIAH($total) }
    { $ends }
manage-bill_anew = The bill is made anew. Pay once the office confirms that the change has gone in. Our office passes the change on to the registration.

manage-end = What has happened with { $name }?
    .stop = Stop paying
    .cancel = Cancel nomination
    .stop_own = Stop paying
    .left = No longer works
    .replace = Another worker
    .died = Has passed on
manage-sure = { $what }
    .yes = Yes, that is so
    .no = No, keep it
    .stop =
        Stop paying for { $name }? { $until }

        { $money } { $name } can go on by paying alone.
    .stop_own =
        Stop paying your own premiums? { $until }

        { $money } Your part here ends, and our office is told.
    .cancel_consented = Cancel the nomination of { $name }? { $name } has agreed and is not registered yet; we stop the registration.
    .cancel_invited = Cancel the nomination of { $name }? The invitation is no longer valid, { $name } is not enrolled, and the data is erased.
    .left =
        { $name } no longer works for you, and you stop paying? { $until }

        { $money } { $name } can go on by paying alone.
    .replace =
        Replace { $name } by another worker? The part of { $name } ends here, and then we enrol the new one. { $until }

        Protection cannot be moved to somebody else: the new worker is enrolled in their own right, with their own consent.
    .died = We are sorry for your loss. Please confirm just once: { $name } has died? If so, all bills and reminders for them stop at once.
manage-no_refund = We cannot promise that money already paid comes back.
manage-ended = All right, your part for { $name } is over, and there are no more bills. { $until } { $told } Thank you for your care.
    .own = All right, your premiums do not go on here, and there are no more bills. { $until } Thank you, and stay well.
manage-worker_told = We tell { $name } kindly.
manage-kept = All right, nothing is ended. { $name } stays on your list.
manage-died_uncovered = We are sorry for the loss of { $name }. All bills and reminders have stopped. No premium was paid here yet; whether the family has other rights, please ask { $contact } ({ $hours }) or call 175. If this is a mistake, contact { $contact } at once.
manage-died =
    We are sorry for the loss of { $name }. All bills and reminders for them have stopped, and { $office } has been told. If this is a mistake, contact { $contact } ({ $hours }) at once.

    This can be passed on to the family:
manage-for_family =
    The late { $name } is on record as a member of BPJS Ketenagakerjaan, with premiums paid until { MONTH($until) }. The heirs can apply for benefits, by the rules of BPJS Ketenagakerjaan:

    { $pays }
    • To prepare: participant card, ID cards of the deceased and the heirs, death certificate, family card (KK), statement of heirs, marriage book (spouse), and bank book.
    • Where: a branch office of BPJS Ketenagakerjaan, or call 175. BPJS Ketenagakerjaan decides who is entitled and to how much. We charge nothing for this.

    { $office }: { $contact } ({ $hours }).
    .jkm = • Death by another cause (JKM): { RUPIAH($otherwise) } while membership is active; { RUPIAH($early) } within the first { $months } months.
    .scholarship = • A scholarship for at most { $children } children, up to { RUPIAH($amount) }, after death by a work accident; by another cause after { $years } years of premiums.
    .jkk = • Death by a work accident, also on the way to or from work (JKK): a death benefit of { RUPIAH($amount) }, and a periodic and a funeral benefit. Report it within 2x24 hours.
    .jkk_plain = • Death by a work accident, also on the way to or from work (JKK): a death benefit, and a periodic and a funeral benefit. Report it within 2x24 hours.

### Bills and payments

bill =
    Bill for { $name }:
    { $prices }
    Total: { RUPIAH($total) } (tariff of { DATE($tariff) })
    { $ends }

    { $how }

    Pay through an official channel of BPJS Ketenagakerjaan, such as the JMO app, a bank or a post office. This bot never takes money.
    .credit = Less what was left over: { RUPIAH($credit) }
    .code = Payment code: { $code }
    .nik = Pay with the worker's NIK, the one ending in { $ending }.
    .code_until = Payment code: { $code } (it can be paid until { DATE($day) })
    .other_amount = If the channel asks another amount, pay that; the difference stays on record here.
    .due = Due for { MONTH($month) }: { DATE($day) }
    .afterwards = When you have paid, type paid. Other months? Type pay.

pay-none = You have not enrolled a worker yet, so there is nothing to pay. Type register to begin.
pay-worker = For which worker? Choose, or write the name.
pay-not_yet =
    Nothing can be paid yet:
    { $lines }
    As soon as they are registered, we send you the bill here.
    .invited = { $name }: has not answered the invitation yet.
    .consented = { $name }: has agreed, and the office is registering them.
pay-gone = That worker is no longer on your list. Type workers to see it.
pay-open =
    { $bill }

    Have you paid it?
    .paid = I have paid
    .other = Choose other months
    .again = Have you paid it, or would you like other months?
pay-closed = That bill is closed. { $what }
    .paid = { $name } is paid until { MONTH($until) }. Type pay for the next month.
    .unpaid = No month is recorded as paid yet. Type pay for a new bill.
pay-former =
    .requoted = The former bill ({ RUPIAH($total) }) no longer fits, because the months or the tariff have changed. This is the new price.
    .expired = The former payment code ({ RUPIAH($total) }) can no longer be paid. This is the new price.
pay-months =
    How many months would you like to pay for { $name }?
    { $why }
    .from = From { MONTH($month) } on.
    .late = Not paid yet: { $months }. Pay { $count } to be up to date; with fewer, the rest stays unpaid.
    .late_once = Not paid yet: { $months }. Pay { $count } to be up to date.
    .inactive = The protection is inactive, because 3 months went unpaid. Paid now, it counts from { MONTH($month) }. BPJS Ketenagakerjaan (175) confirms when it is active again.
    .which = Does “{ $number }” mean { $number } months, or option number { $number }?
    .not_offered = { $months } months at once are not possible. Choose one of these.
    .help = The amount is for all the months; the bill shows it month by month. Paying several months spares you from remembering every month.
pay =
    .stays_unpaid = With this bill these stay unpaid: { $months }. Three months in a row without a premium end the protection.

claim-none = You have not enrolled a worker yet. Type register to begin.
claim-worker = A payment for which worker? Choose, or write the name.
claim-not_yet =
    Nothing can be paid yet:
    { $lines }
    If you have paid already, keep the receipt and contact our office: type person.
claim-gone = That worker is no longer on your list. Type workers to see it.
claim-waits = A receipt for { $name } is with { $office } and waits to be verified. No need to send it again; we tell you the result here. Is it urgent? { $contact }.
claim-receipt = Thank you! Send a photo or a screenshot of the receipt for { $name } here. { $known }
    .known = Recorded so far: paid until { MONTH($until) }.
    .noted = That you have paid is noted and being checked; a receipt makes it faster.
    .one_for_all = One photo for all of them is fine. If the receipts are separate, choose No receipt, then type paid to send them one by one.
    .no_photo = No receipt
    .send = Send the receipt as a photo, a screenshot or a PDF. You have none? Choose No receipt.
    .help = A receipt makes checking faster. It should show the amount, the date, and the payment code or NIK. Do not send an ID card, a PIN or an OTP.
claim-thanks = We have the receipt for { $name }. { $office } verifies it in office hours ({ $hours }), and we tell you the result here. The picture is kept encrypted and erased { $days } days after it was verified.
    .no_photo = Noted: you have paid for { $name }. { $office } looks for it in office hours ({ $hours }), and we tell you the result here. If you find the receipt, keep it; the office may ask for it.

receipt =
    .too_big = The file is larger than 10 MB. Try sending it as an ordinary photo, or a screenshot of it.
    .not_a_picture = That is no photo or PDF that can be read. Send a photo of the receipt, a screenshot, or its PDF.
    .not_fetched = We could not fetch the file. Please send it once more.

### News

notice =
    .first_message = Hello! { $sponsor } would like to pay for BPJS Ketenagakerjaan cover for you, through { $office }. It costs you nothing, and you decide. Would you like to look? Reply: yes. In doubt? Call the office: { $contact }. This message comes only once.
    .registered = Good news: { $office } has registered { $name }. { $number } Protection starts after the first premium is paid and the participant number is issued.
    .billed = There is a new payment code for { $name }, from { $office }:
    .registered_worker =
        Hello { $name }, { $office } has registered you. { $number }

        Now the first premium from { $payer } is awaited. Protection starts after it is paid and the participant number is issued; we will tell you. Type my cover to see how it stands.
    .number = Participant number: { $number }.
    .a_payer = the person who pays for you
    .the_payer = The person who pays for you
    .type_pay = To see the bill, type pay.
    .bill_expired = The payment code for { $name } can no longer be paid. Type pay for a new bill. If you have paid it, there is no need to pay again: type paid, and { $office } will check.
    .settled =
        Thank you! The payment for { $name } has arrived:
        { $prices }
        Total: { RUPIAH($total) }
    .received = The payment for { $name } is on record, but it is not yet enough for a full month.
    .requoted = The months or prices differ from the bill, because it was paid in another month or the tariff has changed. What counts is the list above.
    .requoted_short = The months or prices differ from the bill, because it was paid in another month or the tariff has changed.
    .over = It was more than the bill; the rest goes to the months that follow.
    .credit = { RUPIAH($credit) } is left over and counts with your next payment.
    .under =
        { RUPIAH($missing) } is still missing for:
        { $prices }
        What you paid is not lost: { RUPIAH($credit) } is on record and counts with your next payment. Type pay to see what is left.
    .under_none_left =
        Of that bill { RUPIAH($missing) } is still missing:
        { $prices }
        Type pay to see what is left.
    .paid_until = { $name } is paid until { MONTH($until) }. Next: { RUPIAH($amount) } for { MONTH($month) }, by { DATE($due) }. { $ends }
    .still_unpaid =
        { $name } is paid until { MONTH($until) }. Months still not paid: { $count }
        { $prices }
        Three months in a row without a premium end the protection. Type pay to settle them.
    .nothing_paid = No month is paid yet, so the protection of { $name } has not started.
    .settled_worker =
        Good news, { $name }! { $payer } has paid the premium for your protection for:
        { $months }
    .paid_after_end = A payment of { RUPIAH($amount) } for { $name } is recorded, but taking part has ended, so no cover begins. { $office } will look at it: { $contact } ({ $hours }).
    .receipt_refused = Sorry, { $office } could not confirm the payment for { $name }: { $reason }. If you have paid, send the receipt again by typing paid, or ask { $contact } ({ $hours }).
    .receipt_unreadable = We cannot use the receipt for { $name } yet. { $why } Type paid to send it again, or ask { $contact } ({ $hours }).
    .invitation_expired = The invitation for { $name } was not answered within { $days } days, so the data is erased. If { $name } would like to join, you can enrol them again: type register.
    .changed_over = Your part for { $name } ends here, and no more bills will come. { $paid } Thank you for helping!
    .changed_over_worker = { $office } has recorded that someone else now pays for the cover of { $name }. If this is a mistake, contact { $contact } at once.
    .not_registered_worker = { $name } will not be registered through this nomination. Any questions? Contact { $office }: { $contact }.
    .corrected =
        { $payer } changed your data here:
        { $changes }
        If something is wrong, type wrong; our office checks it.
    .ended =
        { $payer } no longer pays your premium. { $until }

        Your protection can go on under the same participant number, and you pay yourself: type pay myself. Thank you for taking part, and stay well.
    .paid_to = What was paid stays valid: until { MONTH($until) }.
    .not_paid_yet = No premium was paid yet, so the protection has not started.
    .ended_early = { $payer } has cancelled the plan to enrol you, so there is nothing you need to do. If you would like to join by yourself, call 175 or visit the nearest office of BPJS Ketenagakerjaan.

### Reminders: what is sent unasked, one message of all there is. Each step has its own words: for one worker, for several
### (.several), and for the worker themselves (.worker). Their templates stand with the templates.

nudge-due-7 = Hello! The premium for { $name }, { MONTH($month) }, { $due }. { $standing }
    .several = Hello! The premium for { $name } { $due }. Here is all of it:
nudge-due-3 = Just a reminder: the premium for { $name }, { MONTH($month) }, { $due }. { $standing }
    .several = Just a reminder: the premium for { $name } { $due }. Here is all of it:
nudge-due-0 = The premium for { $name }, { MONTH($month) }, { $due }. { $standing } There is still time if you pay now.
    .several = The premium for { $name } { $due }. There is still time if you pay now. Here is all of it:
nudge-late-1 = The premium for { $name }, { MONTH($month) }, { $due } and is not recorded as paid yet. There is no fine, and it can still be paid now. Until it is paid we cannot be sure of the cover for that month, and after three months in a row without a premium the cover is inactive.
    .several = The premium for { $name } is not recorded as paid yet. There is no fine, and it can still be paid now. After three months in a row without a premium the cover is inactive. Here is all of it:
nudge-month-2-7 = This is the second month that the premium for { $name } is not recorded as paid: { $unpaid }. The last of them { $due }. After three months in a row without a premium the cover is inactive: by our count from { DATE($inactive_on) }, and BPJS Ketenagakerjaan may count it earlier. There is still time, and there is no fine.
    .several = This is the second month that the premium for { $name } is not recorded as paid. After three months in a row the cover is inactive. There is no fine, and there is still time:
nudge-month-2-0 = The premium for { $name } is not recorded as paid: { $unpaid }. The last of them { $due }. If next month has no premium either, the cover becomes inactive: by our count from { DATE($inactive_on) }, and BPJS Ketenagakerjaan may count it earlier.
    .several = The premium for { $name } is not recorded as paid for two months. If next month has no premium either, the cover becomes inactive. Here is all of it:
nudge-month-3-7 = This is the third month, the last one before the cover for { $name } is inactive. Not recorded as paid: { $unpaid }; the last of them { $due }. By our count it is inactive from { DATE($inactive_on) }, and BPJS Ketenagakerjaan may count it earlier. If you cannot go on right now, that is all right: the cover can be continued by paying for oneself, or by someone else.
    .several = This is the last month before the cover for { $name } is inactive. If you cannot go on right now, that is all right: workers can continue it themselves. Here is all of it:
    .worker =
        This message is for you alone. The premium for your cover is recorded as paid until { MONTH($until) }; after that there is none yet, for whatever reason. If it stays without a premium, your cover is inactive by our count from { DATE($inactive_on) }; BPJS Ketenagakerjaan may count it earlier.

        You do not have to do anything. If you like, you can continue it yourself with the same participant number: { RUPIAH($total) } for { $unpaid }, and nothing is left unpaid. Or ask someone else to enrol you here; you agree to it yourself. You can also talk with the one who pays for you first.
nudge-month-3-0 = By our count the cover for { $name } is inactive from { DATE($inactive_on) } if there is still no premium. Not recorded as paid: { $unpaid }; the last of them { $due }. BPJS Ketenagakerjaan may count it earlier. If you cannot go on right now, that is all right: the cover can be continued by paying for oneself, or by someone else.
    .several = The cover for { $name } is inactive soon. If you cannot go on right now, that is all right: workers can continue it themselves. Here is all of it:
    .worker =
        This message is for you alone. By our count your cover is inactive from { DATE($inactive_on) }, if there is no premium by then; BPJS Ketenagakerjaan may count it earlier. What is recorded: paid until { MONTH($until) }.

        If you like, you can continue it yourself with the same participant number: { RUPIAH($total) } for { $unpaid }, and nothing is left unpaid. Or ask someone else to enrol you here; you agree to it yourself. You can also talk with the one who pays for you first.
nudge-inactive =
    By our count the cover for { $name } is inactive since { DATE($inactive_on) }, because there was no premium for three months: { $unpaid }. Should there be an accident at work now, nobody can rely on its benefits.

    Two taps make it active again: Pay now, then how many months. It counts from { MONTH($month) }. Whether old arrears are charged, and whether the 3 month wait for the death benefit starts again, is confirmed by { $office }: { $contact }.
    .several = By our count the cover for { $name } is inactive, because there was no premium for three months. It can be made active again: Pay now, then how many months. Here is all of it:
    .worker =
        This message is for you alone. By our count your cover is inactive since { DATE($inactive_on) }, because there was no premium for three months; it is paid until { MONTH($until) }. Should there be an accident at work now, you cannot rely on its benefits.

        It can be made active again: you continue it yourself ({ RUPIAH($total) } for { MONTH($month) }), or someone else enrols you here and you agree to it. Whether old arrears are charged, and whether the 3 month wait for the death benefit starts again, is confirmed by { $office }: { $contact }.
nudge-price-30 = News about the price for { $name }. The 50% discount holds until the premium of { MONTH($last) }: { RUPIAH($old) } a month until then, { RUPIAH($new) } from { MONTH($next) }. So far there is no word of it being prolonged. { $remark } There is nothing you have to do. Paying ahead does not keep the old price: each month is counted at its own price.
    .several = News about the price for { $name }: the 50% discount holds until the premium of { MONTH($last) }, so far without being prolonged. Paying ahead does not keep the old price: each month is counted at its own price.
nudge-price-7 = Once more about the price for { $name }: the 50% discount ends. It is { RUPIAH($old) } a month until the premium of { MONTH($last) }, and { RUPIAH($new) } from { MONTH($next) }. { $remark } Paying ahead does not keep the old price: each month is counted at its own price.
    .several = Once more about the price for { $name }: the 50% discount ends with the premium of { MONTH($last) }. Paying ahead does not keep the old price: each month is counted at its own price.
nudge-invite-2 =
    { $name } has not answered the invitation yet; it is good until { DATE($until) }.
    { $how }
    No phone? Choose Answer on this phone.
    .several = The invitation for { $name } is not answered yet. Type workers to send it again. Here is all of it:
    .worker = The invitation from { $payer } still waits for your answer, until { DATE($until) }. You are free to say yes or no; without an answer we erase your data.
nudge-draft-3h = Go on with the nomination of { $name } ({ $done } of { $of } filled in)? What you filled in is still kept, so only the rest is left.
    .several = The nomination for { $name } is not finished; what you filled in is still kept. Here is all of it:
nudge-draft-2d = Go on with the nomination of { $name } ({ $done } of { $of } filled in)? If not, just leave it: it is erased by itself { $days } days after you last filled in something, and we will not remind you of it again.
    .several = The nomination for { $name } is not finished. If not wanted, just leave it: it is erased by itself. Here is all of it:
nudge =
    .lines = { $lines }
    .a_month = { RUPIAH($amount) } a month
    .then = { $before }, from { MONTH($month) } { RUPIAH($amount) }
    .for_months = The premium is { $a_month }. It can be paid for:
    .amount = • { $months ->
            [1] 1 month
           *[other] { $months } months
        }: { RUPIAH($total) }
    .total = Total: { RUPIAH($total) }
    .sum = Total for { $count } workers: { RUPIAH($total) }
    .sums = At once 3 months { RUPIAH($for_3) }, 6 months { RUPIAH($for_6) }, 12 months { RUPIAH($for_12) }
    .more = • and { $count } more
    .how = Pay with each one's code or NIK, through the official channels of BPJS Ketenagakerjaan, for example the JMO app, a bank, or the post office. This bot never takes money.
    .channels = Through the official channels of BPJS Ketenagakerjaan, for example the JMO app, a bank, or the post office. This bot never takes money.
    .due =
        is due { $left ->
            [0] today
            [1] tomorrow
           *[other] in { $left } days
        }, { DATE($day) }
    .was_due = was due { DATE($day) }
    .paid_until = Now paid until { MONTH($until) }.
    .not_begun = The cover begins once the first premium is paid and the participant number is issued.
    .you = you
nudge-line =
    .due = • { $name }: { RUPIAH($total) } for { $months }{ $by } ({ $pay })
    .late = • { $name }: { RUPIAH($total) } for { $months }, past due ({ $pay })
    .clock = • { $name }: { RUPIAH($total) } for { $months }; inactive from { DATE($inactive_on) } ({ $pay })
    .inactive = • { $name }: inactive; starts again with { RUPIAH($total) } for { $months } ({ $pay })
    .price = • { $name }: { RUPIAH($old) } a month, from { MONTH($next) } { RUPIAH($new) }
    .yours = • Your own cover: paid until { MONTH($until) }, inactive from { DATE($inactive_on) } without a premium. You can continue it yourself.
    .lapsed = • Your own cover: paid until { MONTH($until) }, now inactive. You can continue it yourself.
    .invite = • Invitation for { $name }: not answered, until { DATE($until) }
    .invited = • Invitation from { $payer }: waits for your answer until { DATE($until) }
    .draft = • Nomination of { $name }: { $done } of { $of } filled in
    .until = , until { DATE($day) }
    .code = code { $code }
    .nik = NIK …{ $ending }
    .count = { $count } months
names =
    .comma = { $first }, { $last }
    .and = { $first } and { $last }
    .others = { $count } more
nudged =
    .claimed = Noted: you have paid for { $name }. We will not remind you again until { $office } has checked it.
    .paid_already = That premium is recorded as paid for { $name }, so nothing more is needed. Type workers to see until when it is paid.
    .tomorrow = All right, we keep quiet until tomorrow. If it is still needed then, we remind you again: { DATE($day) }, at { CLOCK($at) } { $zone }.
    .no_reminders = All right, we will send no more reminders. News about payments and consent still reaches you. Please remember to pay yourself: after three months without a premium the cover is inactive. Type start to be reminded again.
    .stopped = You once wrote STOP, so we do not send reminders yet. Type start to get them again, together with other news.
    .no_draft = That nomination is no longer here.
nudge-answer =
    .pay = Pay now
    .claim = I have paid
    .take_over = Pay for myself
    .cover = My cover
    .invitation = Open the invitation
    .assist = Answer on this phone
    .resume = Continue
    .tomorrow = Remind me tomorrow
    .no_reminders = Stop reminding

staff =
    .other_cover = { $reference }: { $name } (NIK { $nik }) agreed, but this NIK has cover through another nomination. Ask the person directly, then decide: change, or stay with the former. Until then they are not registered, and nobody is told.
    .changed_over = { $reference }: { $name } (NIK { $nik }) changed over to this payer from { $former }. Please register them with the same participant number and compare the data: some may have been corrected. Money left on { $former }: { $amount }.
    .withdrawn = { $reference }: { $name } (NIK { $nik }) has ended. Please end the registration, too.
    .contested = { $reference }: { $name } (NIK { $nik }) says that some of their data is wrong. Please check it with the worker.
    .died = { $reference }: { $name } (NIK { $nik }) is reported to have died. All bills and reminders have stopped. Please help the family.
    .changed_after_registration = { $reference }: the data of { $name } (NIK { $nik }) changed after registration. Please compare it with the registration and the bill.
    .receipt_waits = { $reference }: a receipt for { $name } (NIK { $nik }) waits to be verified.
    .payment_unmatched = Payment { $payment } ({ $amount }) fits no worker. Please look into it.
    .payment_mismatch = Payment { $payment } ({ $amount }): its code and NIK belong to different people. Please look into it.
    .payment_after_end = { $reference }: payment { $payment } ({ $amount }) came after the nomination had ended. The money is on record, no cover is started. Please look into it.
    .payment_double = { $reference }: payment { $payment } ({ $amount }) seems to be one that is on record for { $name } already, so it does not count yet. Please make sure; if it is a second payment, accept it.
    .payment_differs = Payment { $payment } was told again with another amount, code, NIK or day ({ $amount }). What is on record was not changed. Please look into it.
    .payment_early = { $reference }: there is a payment for { $name } (NIK { $nik }), who is not registered yet. The money is on record and counts once the registration is entered.
    .invitation_taken = { $reference }: the invitation of { $name } was opened by more than one person. Please make sure who the worker is.
    .not_recognised = { $reference }: someone opened the invitation of { $name } (NIK { $nik }) and got the last four digits of the NIK wrong three times. Please make sure who the worker is, and the NIK.
    .taken_over = { $reference }: { $name } (NIK { $nik }) pays for themselves from now on. Money left from the former payer: { $amount }. Their open bill was closed.
    .first_message = { $reference }: the participant asks that { $name } is contacted first, and the bot cannot write to the number. Please contact them.
simulated = (DEMO: all simulated; no real registration, card or payment.)
sheet =
    .link = by their own link
    .assisted = helped on the participant's phone
    .first_message = by a message to their number
    .never = no
    .exported = yes, { DATE($day) }
    .missing = missing: { $fields }

### Questions

questions-topic = What would you like to know?
    .cost = Premium and discount
    .benefits = Benefits
    .start = When it starts
    .pay = How to pay
    .late = If I pay late
    .who = Who can be enrolled
    .jht = JHT savings
    .data = Safety of data
    .official = Is this official
faq =
    .cost = The premium for JKK + JKM goes by the income: at least { RUPIAH($full) } a month without a discount. You see the exact amount for your worker, month by month, before you confirm.
    .discount = A discount of 50% on JKK and JKM (PP 50/2025) applies to the premium of { MONTH($other_first) } to { MONTH($other) }; for transport of { MONTH($transport_first) } to { MONTH($transport) }.
    .benefits = JKK: treatment after a work accident as medically needed until recovery, also on the way to and from work, and cash benefits. JKM: Rp42 million for the heirs if death is not by a work accident; Rp10 million within the first 3 months of membership. By the rules of BPJS Ketenagakerjaan.
    .start = Protection starts after the first premium is paid and the participant number is issued. BPJS Ketenagakerjaan gives the exact date.
    .pay = After the worker has agreed and is registered, the premium is paid through official channels of BPJS Ketenagakerjaan, such as the JMO app, a bank or a post office. This bot never takes money.
    .late = The premium is due on the 15th of the month it is for (later if that is a holiday). There is no fine, but after 3 months in a row without a premium, membership and protection are inactive. By the rules of BPJS Ketenagakerjaan.
    .who = Workers who are not on a company's payroll (household assistants, private drivers, vendors, farmers, motorcycle taxis), who have a NIK, are working, and are not yet 65, by the rules of BPJS Ketenagakerjaan. For workers aged 15 or 16 our office needs to talk to you first.
    .jht = JHT (old-age savings) may be added: 2% of the base income a month, without the 50% discount. It holds all premiums and what they earned, and can be paid out from age 56. By the rules of BPJS Ketenagakerjaan.
    .data = NIK and phone numbers are kept encrypted and shown masked, or only to you. A worker's data is not sent for registration before they agree themselves. To see, correct or erase data: { $contact }.
    .official = This bot is run by { $office } for the SERTAKAN movement; it is not an account of BPJS Ketenagakerjaan itself. We never ask for money, an OTP or a password. When in doubt ask { $contact } or call 175.
    .how = Type register. I ask one by one: job, name, NIK, phone number, income, and how many months you would pay. Or write all of it in one sentence. You only need the worker's ID card at hand; no photo of it.
    .no_phone = That is fine. When asked for the phone number, choose Has no phone.
    .consent = The worker decides, on their own phone or on yours. They see who asks and their data, then answer yes, no, or not now. After a no the data is erased, and you learn only that they are not joining. Without an answer it is erased after { $invited_days } days. Consent can be withdrawn at any time, too: type withdraw. A nomination being filled in can be cancelled: type cancel.
    .other_bpjs = This bot is about BPJS Ketenagakerjaan: work accidents (JKK), death (JKM) and old-age savings (JHT). For BPJS Kesehatan please ask BPJS Kesehatan.
    .more = Any more questions? Just write. To begin, type register.
    .unknown = Sorry, I cannot answer that yet. Please ask { $contact } ({ $hours }), or call 175.

### Settings

settings-setting = What would you like to set? Using both WhatsApp and Telegram? Type connect.
    .language = Language
    .number = My phone number
    .reminders = Reminders
    .zone = Time zone
settings-language = Bahasa apa? / Which language?
    .id = Bahasa Indonesia
    .en = English
settings-own_number = What is your own mobile number? For example: 0812-3456-7890.
    .help = So that your number is not mistaken for the worker's.
settings-number_kept = Your number is noted.
settings-reminders = Shall we remind you when a premium is due, or when something waits for your answer?
    .on = Yes, remind me
    .off = No, thank you
settings-reminders_on = All right, we remind you when something is needed.
settings-reminders_off = All right, no reminders. Please remember the premium yourself: after 3 months without one the cover is inactive. Type start to be reminded again.
settings-zone = Which time zone do you live in? Reminders are sent by the clock there.
    .wib = WIB (west)
    .wita = WITA (central)
    .wit = WIT (east)
    .help = WIB: Sumatra, Java, West and Central Kalimantan. WITA: Bali, Nusa Tenggara, the rest of Kalimantan, Sulawesi. WIT: Maluku and Papua.
settings-zone_set = All right, your clock is { $zone }. Reminders usually come at { CLOCK($at) } { $zone }.

language = All right, we speak English now.
    .not_spoken = Sorry, that language is not available here.

### One person, two apps

link =
    .offered =
        Would you like to go on in another app (WhatsApp or Telegram)? Open our chat there with your own account and send:

        HUBUNGKAN { $code }

        { $where }

        The code is good for { $minutes } minutes, and only once. Give this code to no one; it is only for yourself, in your own other app.
    .open = Or tap: { $link }
    .type = Send it from the other app, not from here.
    .joined = Linked! All that is in your other app is here now, too, and workers you invite see your phone number, if there is one there. Was it not your app after all? Reply UNLINK within 24 hours and everything is as it was.
    .not_linked = All right, nothing is linked, and nobody sees your data. If someone told you to open that code, just ignore them.
    .account = { $channel ->
            [whatsapp] a WhatsApp account
            [telegram] a Telegram account
           *[other] another account
        }
    .account_named = { $channel ->
            [whatsapp] a WhatsApp account
            [telegram] a Telegram account
           *[other] another account
        } ({ $name })
    .lately = An account was linked just lately. One more can be linked 24 hours after that. Was it not your account? Reply UNLINK.
    .office = Accounts of the office's staff are not linked by a code. Please ask the office's admin.
    .both = You nominated { $name } in both apps. End one of them first (type workers), then ask for a new code.
    .opted_out = In one of them you asked for no more news. That holds for both; type start to get it again.
    .unknown = We do not know that code, or its { $minutes } minutes are over. Type link in the other app for a new one.
    .own = That code is your own. Send it from the other app, not from here.
    .too_often = Too many wrong codes. Please try again in an hour.
    .told_there = { $channel ->
            [whatsapp] A WhatsApp account
            [telegram] A Telegram account
           *[other] Another account
        } was linked with your code and sees all your data here now. Was it not you? Reply UNLINK within 24 hours.
link-sure =
        Do you want to make two accounts one? This code was made by { $account }. Once linked, whoever holds that account sees all your workers and data here.

        Did you ask for this code yourself, in your own app? If it came from someone else, choose No.
    .yes = Yes, I did
    .no = No
unlink = It is separated. Each account has its own things again, as before they were linked, and no longer sees the other's. What was made since is with the account that asked for the code.
    .told_there = The account that was linked with this one was separated from there. All that is yours is here again, as before they were linked, and that account no longer sees it.
    .nothing = No account was linked in the last 24 hours. Do you need help? Type person.

### The office's console: for its people only

console =
        This link signs you in to the office's console:

        { $link }

        It is good for { $minutes } minutes and for one sign-in. Do not pass it on: whoever opens it is signed in as you.
    .closed = The office's console cannot be opened from here yet. Ask the operator for a link.
    .linked = All right, { $name }: this chat is now yours as a member of the office. What needs a hand is told here. Type konsol for a link that signs you in to the console.
    .unknown = We do not know that code. A code is good for { $minutes } minutes and once; ask the operator for a new one.

### Heard at any time

stop = All right, we send no more news and reminders. Please note: without reminders a premium may be missed, and after 3 months without one the protection is inactive. When you write here, we still answer. Type start to get them again.
    .with_draft = All right, we send no more news and reminders. Your unfinished nomination is kept; type continue at any time. Please note: without reminders a premium may be missed, and after 3 months without one the protection is inactive. Type start to get them again.
    .invited = All right, we send no more news. The invitation is not answered: without an answer its data is erased after { DATE($until) }. If you do not want it, type I do not agree.
start =
    .again = Welcome back! Noted: you are willing to get news and reminders again.

emergency =
    We are sorry to hear that. What to do now:

    • Someone is hurt: go to the nearest medical facility at once, if possible a work accident treatment centre (PLKK). Bring the ID card and the participant card.
    • A work accident, also on the way to or from work: report it within 2x24 hours to a branch office or the PLKK. Keep receipts, note witnesses and what happened.
    • Someone has died: keep the death certificate, the ID card and the family card (KK); the heirs apply at a branch office.

    Call 175 (nearest PLKK and how to report), or { $office }: { $contact }, { $hours }. They can tell whether the protection applies.
    .died = If this is about a worker whom you enrolled: type workers, then choose Stop or replace. All bills stop, and we tell you what the family can apply for.
    .draft_is_safe = Your nomination is kept. Type continue when you are ready.

help =
    You can tap a button, answer with its number, or just write. Words that always work: back, change, cancel, menu, language, stop. Questions are welcome too, for example: how much is the premium?
    Need a person? { $contact } ({ $hours }), or call 175.
    .idle =
        Type register to enrol a worker, workers to see your list, pay for bills, my cover if you are covered yourself, or ask anything. Other words that work: settings, language, connect (to use both WhatsApp and Telegram), stop.
        Need a person? { $contact } ({ $hours }), or call 175.

person = Please contact { $office }: { $contact } ({ $hours }). BPJS Ketenagakerjaan also answers at 175.

back =
    .first = This is the first question, so there is none before it.

pause = All right, we pause here. Your answers are kept for { $days } days; type continue at any time.
    .nothing = All right, any time. Type menu when you are ready.
cancel = The nomination of { $name } is cancelled; nothing was sent. If you change your mind, type undo within 10 minutes: your answers are kept that long.
    .left = All right, never mind.
    .nothing = Nothing is going on, so there is nothing to cancel.
undo = Everything is back as it was.
    .nothing = There is nothing to bring back. A cancellation can be undone for 10 minutes only.

delete_message = All right, we delete the message with the NIK from this chat. If you still see it, please delete it yourself.
    .nothing = There is no message to delete.

shown_again = Some time has passed, so we show it once more before you answer.
    .first = So that it is clear what you answer, here it is once more. Please answer now.
left_out = All right, we leave that out; the office asks for it if needed.
to_worker =
    .money = You pay nothing. { $asks } pays.
    .who = I am the bot of { $office }. { $asks } invited you. To be sure, call { $contact } or 175.
    .later = You can stop at any time: type withdraw.
    .source = { $asks } wrote this data when inviting you. If you do not want it, type I do not agree and it is erased.
stale = That button is from an older message. What we ask now:
not_understood = Sorry, I did not understand that.
sorry = Sorry, something went wrong on our side. Your earlier answers are kept; please send it once more, or call 175 if it is urgent.

easier = No problem, there is an easier way: choose one of the options below, or let { $office } help you: { $contact } ({ $hours }). BPJS Ketenagakerjaan: call 175.

option =
    .back = The question before
    .person = Let a person help
    .pause = Stop for now
    .delete_message = Delete NIK message
    .contact = Share my number

shared =
    .contact = Thank you, but no contact is needed here.
    .own_number = Thank you, your number is noted.
    .location = Sorry, I cannot read a place on the map yet. Please write it in words.
    .photo = Sorry, I cannot read photos. Please do not send a photo of an ID card; please write it.
    .document = Sorry, I cannot read files. Please write it.
    .voice = Sorry, I cannot listen to voice messages yet. Please write it.
    .sticker = Nice sticker! Please write it in words.
    .other = Sorry, I cannot read that. Please write it.

### The picture of the card

card-picture =
    .demo = DEMO – simulated, not a real card
    .title = Confirmation of cover
    .subtitle = Sertakan · Sejahterakan Pekerja Sekitar Anda
    .name = Name
    .nik = NIK
    .number = Participant number
    .programmes = Programmes
    .until = Covered until
    .month = { MONTH($month) }
    .scan = Scan to check
    .note = Confirmed by { $office }; not a card of BPJS Ketenagakerjaan.
    .made_on = Made { DATE($day) }

### The page that checks a card

card-page =
    .demo = DEMO – simulated: no real registration, card or payment.
    .title = Checking a card
    .genuine = This card is genuine
    .genuine_text = This card was made by { $office }.
    .name = Name
    .programmes = Programmes
    .office = Office
    .paid = Paid through
    .month = { MONTH($month) }
    .nothing_paid = No month is recorded as paid yet.
    .unpaid = The premium of { MONTH($month) } is not recorded as paid. For a month that is not paid, this page promises no cover, nor does it say that there is none. Ask { $office } or call 175.
    .checked_on = As of { DATE($day) }.
    .over = This card is no longer valid
    .over_text = The enrolment behind this card was ended. Months already paid stay recorded at BPJS Ketenagakerjaan; ask { $office } or call 175.
    .unknown = This card is not known
    .unknown_text = There is no card with that code at { $office }. Scan the QR code on the card once more. If it stays unknown, do not trust the card, and ask the office.
    .malformed = This address is incomplete
    .malformed_text = The address on a card ends with 26 letters and digits. Scan the QR code on the card once more.
    .busy = Too many checks
    .busy_text = Try again in a minute.
    .away = It cannot be checked now
    .away_text = The data of cards cannot be read at the moment. That does not mean that the card is false. Try again in a few minutes.
    .note = This is a confirmation from { $office }, not a page of BPJS Ketenagakerjaan. This page never asks for money, a password or an OTP code.
    .contact = Contact { $office }: { $contact } ({ $hours }).
    .language = Bahasa Indonesia

### Commands in Telegram's list

command =
    .daftar = Enrol a worker around you
    .pekerja = My workers: status and premium
    .bayar = Bills and how to pay
    .perlindungan = My own cover
    .kartu = Confirmation card
    .dataku = The data kept about me
    .tarik_izin = Withdraw consent and stop taking part
    .menu = All choices
    .bantuan = How it works, and who can help
    .bahasa = Change the language
    .hubungkan = Use both WhatsApp and Telegram
    .berhenti = No more news and reminders

### Answers that cannot be taken yet: the reason, and an example

choice =
    .unknown = I do not know that option. Tap its button, or answer with its number, for example 1.
    .out_of_range = The options are only 1 to { $count }. Answer with one of these numbers.
    .unclear = That could mean more than one option. Answer with its number, for example 1.
worker =
    .which = Several have that name. Which one?
    .unknown = That name is not on your list. Choose, or write it as it is there.
months =
    .not_months = For how many months? It can be 1, 3, 6 or 12. For example: 3 months.
    .not_offered = { $months } months cannot be chosen. It can be 1, 3, 6 or 12 months. For example: 3 months.
    .which = Does “3” mean 3 months, or option number 3?
job =
    .which = Which kind of driver?
job_words =
    .unclear = Write the job in a word or a few, for example: tailor.
    .too_long = That is too long ({ $count } letters). A few words are enough, for example: dressmaker.
income =
    .small = That seems low for a month. If it is for a day or a week, write the amount for a month. If it is for a month, choose it below.
    .yes = Yes, { $amount }
region =
    .unknown = I cannot find that area. Write the name of a regency, city or district, for example: Kota Bandung. (A province is too wide.)
    .sure = Do you mean this area? If not, write the name of the regency, city or district.
    .which = There are several like that. Which one?
phone =
    .shown = { PHONE($number) }
    .none = none
    .too_many = That number already has several invitations waiting for an answer. Write another number, for example 0812-3456-7890, or choose Has no phone.
    .own = That is your own number. Write the worker's number, for example 0812-3456-7890, or choose Has no phone.
    .not_a_number = I cannot read that as a mobile number. Write the digits only, for example 0812-3456-7890.
    .foreign = That is not an Indonesian number. Only Indonesian mobile numbers work here, for example 0812-3456-7890.
    .landline = That is a landline. A mobile number is needed, for example 0812-3456-7890.
    .too_short = That number has only { $count } digits, so some are missing. A complete one: 0812-3456-7890.
    .too_long = That number has { $count } digits, which is too many. A correct one: 0812-3456-7890.
name =
    .digits = A name has no digits. Write it as on the ID card, for example: Budi Santoso.
    .not_a_name = I cannot read that as a name. Write it as on the ID card, for example: Budi Santoso.
    .too_long = That name is too long, at most { $most } letters. Write it as on the ID card, for example: Budi Santoso.
    .too_short = That name is too short. Write it in full as on the ID card, for example: Budi Santoso.
nik =
    .unknown_district = (its district code is not in today's list; please compare once more with the card)
    .empty = There is no NIK in it. The NIK is the 16 digits at the top of the ID card, for example 6202010503800009. No card at hand? Type later; your answers are kept.
    .letters = A NIK has only digits, and there are letters in it: { $letters }. For example: 6202010503800009.
    .too_short = Those are only { $count } digits, { $missing } short. A NIK has 16, for example 6202010503800009.
    .too_long = Those are { $count } digits, { $extra } too many. A NIK has 16, for example 6202010503800009.
    .province = No NIK begins with { $province }: the first two digits are the province. Please compare with the ID card, for example 6202010503800009.
    .regency = Digits 3 and 4 ({ $regency }) are not the code of a regency or city. Please compare with the ID card, for example 6202010503800009.
    .district = Digits 5 and 6 ({ $district }) are not the code of a district. Please compare with the ID card, for example 6202010503800009.
    .day = Digits 7 and 8 ({ $day }) are not a day of birth: 01–31 for men, 41–71 for women. Please compare with the ID card, for example 6202010503800009.
    .month = Digits 9 and 10 ({ $month }) are not a month: it must be 01 to 12. Please compare with the ID card, for example 6202010503800009.
    .date = The birth date in the NIK (day { $day }, month { $month }) does not exist. Please compare with the ID card, for example 6202010503800009.
    .serial = The last four digits of a NIK cannot be { $serial }. Please compare with the ID card, for example 6202010503800009.
date =
    .not_a_date = I cannot read that date. Write for example: 17 August 1985, or 17-08-1985.
    .impossible = That date does not exist. Write for example: 17 August 1985.
    .future = That date has not come yet. Write the birth date on the ID card, for example: 17 August 1985.
    .too_old = That date is more than 110 years ago. Please compare with the ID card, for example: 17 August 1985.
money =
    .not_a_number = I cannot read that amount. Write for example: 1.5 million, or 1.500.000.
    .range = Please write one amount, the nearest. For example: 2.5 million.
    .zero = The income must be more than nothing. About is enough, for example: 1.5 million.
    .too_big = That is too much for a month's income. Write for example: 1.5 million.
    .which = { $number } what, thousand or million? Write for example: 500 thousand, or 2 million.
    .per_day = That is for a day. Write the amount for a month, for example: 2.5 million.
    .per_week = That is for a week. Write the amount for a month, for example: 2 million.
    .varies = If it varies, write about the average of a month, for example: 1.5 million.
    .minimum_wage = How much is the minimum wage there? Write the amount, for example: 3.5 million.
    .per_other = That is not for a month. Write the amount for a month, for example: 2 million.
code_word =
    .not_it = So that it is clear this answer is your own, type exactly this word: { $word }. If you do not agree, choose I do not agree.
address =
    .unclear = I cannot read that as an address. Write it as on the KTP, for example: Jl. Melati No. 3, RT 02/RW 05. Or choose Skip.
    .too_long = That address is too long ({ $count } characters, at most { $most }). Keep it short, for example: Jl. Melati No. 3.
postcode =
    .not_one = A postcode is five digits, for example 73111. Not known? Choose Skip.
email =
    .not_one = I cannot read that as an e-mail address. For example: siti@example.org. None? Choose Skip.
yes_or_no =
    .unclear = Sorry, I am not sure what you mean. Answer yes or no, for example: yes.

### WhatsApp templates: for who has not written for more than a day. WhatsApp approves them beforehand;
### they neither begin nor end with a place, and no two places stand side by side.

template-registered = Hello, this is SERTAKAN. Good news: { $name } has been registered by { $office }, and protection starts after the first premium is paid and the participant number is issued. Reply PAY to see the bill.
template-billed = Hello, this is SERTAKAN of { $office }. The premium for { $name } has a new payment code now. Reply PAY to see the code and the amount.
template-registered_worker = Hello { $name }, this is SERTAKAN. Your registration by { $office } is done, and the first premium from { $payer } is awaited now. Protection starts after it is paid and the participant number is issued. Reply COVER to see how it stands.
template-bill_expired = Hello, this is SERTAKAN. The payment code for { $name } can no longer be paid. Reply PAY for a new bill. If you have paid it, there is no need to pay again: reply PAID, and { $office } will check.
template-settled = Hello, this is SERTAKAN of { $office }. The payment for { $name } of { $total } has arrived. Thank you! Reply WORKERS to see until when it is paid, or PAY for the next month.
template-received = Hello, this is SERTAKAN of { $office }. The payment for { $name } is on record, but it is not yet enough for a full month. Reply PAY to see what is left.
template-settled_worker = Hello { $name }, this is SERTAKAN of { $office }. Good news: the premium for your protection for { $months } is on record. Paid by: { $payer }. Reply CARD to see the confirmation.
template-paid_after_end = Hello, this is SERTAKAN. A payment of { $amount } for { $name } is on record, but taking part has ended, so no cover begins. It is looked at by { $office }. Reply OPERATOR if you have a question.
template-receipt_refused = Hello, this is SERTAKAN. Sorry, { $office } could not confirm the payment for { $name }. The reason: { $reason }. If you have paid, reply PAID to send the receipt again, or ask { $contact } in office hours.
template-receipt_unreadable = Hello, this is SERTAKAN of { $office }. We cannot use the receipt for { $name } yet. The reason: { $why } Reply PAID to send it again, or ask { $contact } in office hours.
template-first_message = Hello, this is SERTAKAN of { $office }. Someone would like to pay for BPJS Ketenagakerjaan cover for you: { $sponsor } is the name. It costs you nothing, and you decide. Would you like to look? Tap See the invitation, or reply: yes. In doubt? Call { $contact }. This message comes only once.
template-invitation_expired = Hello, this is SERTAKAN of { $office }. The invitation for { $name } was not answered within { $days } days, so the data is erased. Reply REGISTER if they would like to join and you want to enrol them again.
template-changed_over = Hello, this is SERTAKAN of { $office }. Your part for { $name } is done, and no more bills will come. Thank you for helping! Reply WORKERS to see your list.
template-changed_over_worker = Hello, this is SERTAKAN. It is on record at { $office } that someone else now pays for the cover of { $name }. If this is a mistake, reply OPERATOR, or contact { $contact } at once.
template-not_registered_worker = Hello, this is SERTAKAN. The registration of { $name } through this nomination does not go on. Any questions? Reply OPERATOR, or contact { $office } at { $contact } in office hours.
template-corrected = Hello, this is SERTAKAN of { $office }. Your data here was changed by { $payer }. Reply MY DATA to see it, or WRONG if something is not right; our office checks it.
template-ended = Hello, this is SERTAKAN of { $office }. There is news from { $payer }: your premium is no longer paid for you. What was paid stays valid. Reply PAY MYSELF to go on by yourself, or COVER to see how it stands.
template-ended_early = Hello, this is SERTAKAN of { $office }. There is news from { $payer }: the plan to enrol you is cancelled, so there is nothing you need to do. If you would like to join by yourself, call 175 or visit the nearest office of BPJS Ketenagakerjaan.
template-consented = Hello, this is SERTAKAN of { $office }. Good news: { $name } has agreed. Our office is now preparing the registration, and we send the bill here. Nothing has to be paid yet. Reply WORKERS to see how it stands.
template-declined = Hello, this is SERTAKAN of { $office }. The nomination of { $name } has ended because they are not joining, and the data has been erased. That is their right, and we did not ask why. For { $pause_days } days they cannot be invited again from this account. Thank you for caring.
template-withdrawn = Hello, this is SERTAKAN of { $office }. We write to say that { $name } no longer takes part, so your part is done. What was paid stays valid; we cannot promise that premiums are paid back. Reply WORKERS to see your list.
template-took_over = Hello, this is SERTAKAN of { $office }. Good news: { $name } now pays the premiums, so your part is done. Thank you, your help started it! Reply WORKERS to see your list.
template-card = Hello, this is SERTAKAN. There is something new in the confirmation of cover for { $name } from { $office }, and it can be seen now. Reply CARD for your own card, or WORKERS for the card of a worker of yours.
template-alarm = Hello, this is SERTAKAN. Something needs attention in the service of { $office }. Run sertakan doctor on its machine to see what is to be done.
template-alarm_over = Hello, this is SERTAKAN. What needed attention in the service of { $office } is over. Run sertakan doctor on its machine to make sure.
template-news = Hello, this is SERTAKAN of { $office }. There is news for you: { $headline }. Reply NEWS to read all of it, or STOP if you want no such news any more.
template-staff = Hello, this is SERTAKAN of { $office }. There is a new task in the list of the office: { $kind }. Its nomination is { $reference }, and the particulars are in that list.
    .other_cover = decide between two covers
    .changed_over = register a change of who pays
    .withdrawn = end a registration
    .contested = check data that is said to be wrong
    .died = help a family in mourning
    .changed_after_registration = compare data that changed
    .receipt_waits = verify a receipt
    .payment_unmatched = a payment that fits nobody
    .payment_mismatch = a payment whose code and NIK are of different people
    .payment_after_end = a payment after the nomination ended
    .payment_double = a payment that seems to be on record already
    .payment_differs = a payment told again with other content
    .payment_early = a payment before the registration is on record
    .invitation_taken = an invitation that more than one person opened
    .not_recognised = an invitation whose NIK was wrong three times
    .taken_over = a worker who begins to pay for themselves
    .first_message = a worker who is to be contacted first
template-nudge_due_7 = Hello, this is SERTAKAN of { $office }. The premium for { $name } is due on { $day }. What is to be paid now is { $total } in all. Reply PAY, PAID, REMIND ME TOMORROW, or STOP REMINDING.
template-nudge_due_3 = Hello, this is SERTAKAN of { $office }. Just a reminder: the premium for { $name } is due on { $day }. What is to be paid now is { $total } in all. Reply PAY, PAID, REMIND ME TOMORROW, or STOP REMINDING.
template-nudge_due_0 = Hello, this is SERTAKAN of { $office }. The last day to pay the premium for { $name } is { $day }. What is to be paid now is { $total } in all, and there is still time. Reply PAY, PAID, REMIND ME TOMORROW, or STOP REMINDING.
template-nudge_late_1 = Hello, this is SERTAKAN of { $office }. The premium for { $name } is not recorded as paid yet. There is no fine, and it can still be paid: { $total } in all. After three months in a row without a premium the cover is inactive. Reply PAY, PAID, REMIND ME TOMORROW, or STOP REMINDING.
template-nudge_month_2_7 = Hello, this is SERTAKAN of { $office }. This is the second month that the premium for { $name } is not recorded as paid. What is to be paid is { $total } in all, without a fine. Without a premium the cover is inactive by our count from { $inactive_on }, perhaps earlier. Reply PAY, PAID, REMIND ME TOMORROW, or STOP REMINDING.
template-nudge_month_2_0 = Hello, this is SERTAKAN of { $office }. For two months the premium for { $name } is not recorded as paid. What is to be paid is { $total } in all, without a fine. If next month has no premium either, the cover is inactive by our count from { $inactive_on }, perhaps earlier. Reply PAY, PAID, REMIND ME TOMORROW, or STOP REMINDING.
template-nudge_month_3_7 = Hello, this is SERTAKAN of { $office }. This is the last month before the cover for { $name } is inactive, by our count from { $inactive_on }, perhaps earlier. What is to be paid is { $total } in all, without a fine. Reply PAY, PAID, REMIND ME TOMORROW, or STOP REMINDING.
template-nudge_month_3_7_worker = Hello, this is SERTAKAN of { $office }, for you alone. The premium for your cover is not recorded as paid. Without one it is inactive by our count from { $inactive_on }, perhaps earlier. You do not have to do anything, and you may continue it yourself. Reply PAY MYSELF, COVER, or STOP REMINDING.
template-nudge_month_3_0 = Hello, this is SERTAKAN of { $office }. The cover for { $name } is inactive by our count from { $inactive_on }, perhaps earlier, if there is still no premium. What is to be paid is { $total } in all, without a fine. Reply PAY, PAID, REMIND ME TOMORROW, or STOP REMINDING.
template-nudge_month_3_0_worker = Hello, this is SERTAKAN of { $office }, for you alone. By our count your cover is inactive from { $inactive_on }, perhaps earlier, if there is no premium by then. You may continue it yourself. Reply PAY MYSELF, COVER, or STOP REMINDING.
template-nudge_inactive = Hello, this is SERTAKAN of { $office }. By our count the cover for { $name } is inactive, because there was no premium for three months. It can be made active again by paying { $total } or more; the rest is confirmed by our office. Reply PAY, PAID, REMIND ME TOMORROW, or STOP REMINDING.
template-nudge_inactive_worker = Hello, this is SERTAKAN of { $office }, for you alone. By our count your cover is inactive since { $inactive_on }, because there was no premium for three months. It can be made active again: you continue it yourself, or someone else enrols you. Reply PAY MYSELF, COVER, or STOP REMINDING.
template-nudge_price_30 = Hello, this is SERTAKAN of { $office }. News about the price for { $name }: the 50% discount holds until the premium of { $last }, so it is { $old } a month until then and { $new } a month after it. Paying ahead does not keep the old price. Reply PAY for the details, REMIND ME TOMORROW, or STOP REMINDING.
template-nudge_price_7 = Hello, this is SERTAKAN of { $office }. Once more about the price for { $name }: the 50% discount ends with the premium of { $last }, so it is { $old } a month until then and { $new } a month after it. Paying ahead does not keep the old price. Reply PAY for the details, REMIND ME TOMORROW, or STOP REMINDING.
template-nudge_invite_2 = Hello, this is SERTAKAN of { $office }. The invitation for { $name } is not answered yet, and it is good until { $until }. Reply WORKERS to send its link again, or to help answering on this phone. Reply STOP REMINDING if you do not want to be reminded.
template-nudge_invite_2_worker = Hello, this is SERTAKAN of { $office }. The invitation that you opened, from { $payer }, still waits for an answer until { $until }. Reply CONTINUE to read it again. You are free to say yes or no; without an answer we erase your data. Reply STOP REMINDING if you do not want to be reminded.
template-nudge_draft_3h = Hello, this is SERTAKAN of { $office }. Go on with the nomination for { $name }? Filled in so far are { $done } of a total of { $of } questions, and all of it is kept. Reply CONTINUE, or STOP REMINDING.
template-nudge_draft_2d = Hello, this is SERTAKAN of { $office }. Go on with the nomination for { $name }? Filled in so far are { $done } of a total of { $of } questions. If not, just leave it: it is erased by itself. Reply CONTINUE, or STOP REMINDING.
template-reply =
    .news = Read the news
    .tomorrow = Remind me tomorrow
    .no_reminders = Stop reminding
    .look = See the invitation
    .pay = My bill
    .paid = I have paid
    .workers = My workers
    .cover = My cover
    .card = Card
    .take_over = Pay for myself
    .resume = Continue
    .nominate = Register
    .data = My data
    .wrong = My data is wrong
    .person = Talk to a person
template-shown =
    .rupiah = { RUPIAH($value) }
    .month = { MONTH($value) }
    .date = { DATE($value) }
template-otherwise =
    .month = this month
    .day = its due date
    .inactive_on = the fourth month
    .last = the last discounted month
    .next = the month after
    .old = the discounted price
    .new = the full price
    .done = some
    .of = all
    .headline = something new
    .name = your worker
    .office = our office
    .payer = the person who pays for you
    .sponsor = someone who knows you
    .token = -
    .contact = our office
    .reason = it does not fit our records yet
    .why = the file cannot be read.
    .total = the amount on record
    .amount = the amount on record
    .months = the months on record
    .until = its last day
    .days = a few
    .pause_days = a few
    .kind = something to look into
    .reference = not known yet
template-sample =
    .month = December 2026
    .day = 15 December 2026
    .inactive_on = 1 March 2027
    .last = December 2026
    .next = January 2027
    .old = Rp8.400
    .new = Rp16.800
    .done = 4
    .of = 9
    .headline = the January contribution can be paid now
    .name = Siti Aminah
    .office = Palangka Raya Branch (example)
    .payer = Rina
    .sponsor = Rina
    .token = 7K2M9QX4T8WZ3RNB6VHD5JPCEA
    .contact = 0536-000000
    .reason = the amount is not that of the bill
    .why = That is not a photo or PDF that can be read.
    .total = Rp50.400
    .amount = Rp16.800
    .months = December 2026 – February 2027
    .until = 29 November 2026
    .days = 7
    .pause_days = 30
    .kind = verify a receipt
    .reference = 7K2M9QX4
template-list = See the choices

### Alarms: what the people who run this are told, and what to do about it

alarms = { $office }, SERTAKAN: something needs a hand.
    .over = { $office }, SERTAKAN: this is over.
    .trial = { $office }, SERTAKAN: a trial. This is where we tell what needs a hand.
alarm-database = The database cannot be read, or is not of this release.
    .do = Look at the disk and at database.url, then run: sertakan doctor
alarm-replies = Replies wait on { $subject }: { $number }, the oldest for { $minutes } minutes. { $paused ->
        [yes] Sending there is paused.
       *[no] { "" }
    }
    .do = { $paused ->
        [yes] Put right what is told of { $subject } in another message; they are sent by themselves then.
       *[no] Run: sertakan doctor. If { $subject } answers there, restart the service.
    }
alarm-inbox = Messages that came in wait to be handled: { $number }, the oldest for { $minutes } minutes.
    .do = Look at the load and the disk of the machine; then restart the service. Nothing is lost.
alarm-set-aside = Messages that could not be handled are set aside: { $number }.
    .do = Run: sertakan inbox failed. After an upgrade that mends it: sertakan inbox replay
alarm-ticks = What is done by the clock has stopped: { $which }.
    .do = Does a process with the role scheduler run? Look at its log for tick.failed; restart the service.
alarm-sender = Nobody sends on { $subject }.
    .do = Start the service with the role sender. After a crash another one takes over within 30 seconds.
alarm-webhook = Telegram does not reach us: { $why ->
        [url] it posts to another address.
        [pending] { $number } messages wait there.
       *[error] the last attempts failed.
    }
    .do = { $why ->
        [url] Restart the service, which sets it; and look whether another program uses the same bot token.
       *[other] Open server.public_url from a phone; look at the proxy, its certificate and the role web.
    }
alarm-missed = Messages on WhatsApp did not reach us by themselves; they were fetched afterwards.
    .do = Compare the webhook address at Twilio with the one of sertakan doctor; look at the proxy.
alarm-templates = WhatsApp does not let us use templates: { $which }.
    .do = Read why at Twilio, change the text and install it (docs/operating.md, WhatsApp), then run: sertakan whatsapp sync. Messages wait meanwhile.
alarm-contents = The templates were never made at Twilio: reminders on WhatsApp wait.
    .do = Run: sertakan whatsapp sync
alarm-disk = The disk is nearly full: { $number } MB are free.
    .do = Make room (old backups, logs), or enlarge the disk. When it is full nothing is taken in.
alarm-errors = Many messages were not sent in the last hour: { $number } of { $total }.
    .do = Run: sertakan outbox failed, and read the reasons; then sertakan doctor.
alarm-broadcast = { $why ->
        [failed] The broadcast { $subject } paused by itself: { $number } of its last { $total } messages failed.
       *[restored] The broadcast { $subject } is paused: a backup was restored, and it is not known who was sent it since.
    }
    .do = { $why ->
        [failed] Run: sertakan broadcast report { $subject }, and read the reasons. Then resume or cancel it.
       *[restored] Resume it (sertakan broadcast resume { $subject }) only if it certainly was not sent since the backup; else cancel it.
    }
alarm-redactions = { $why ->
        [given_up] A message with a NIK or a phone number could not be erased at Twilio.
       *[late] Messages with a NIK or a phone number are not erased at Twilio after more than a day: { $number }.
    }
    .do = { $why ->
        [given_up] Look for redactions.given_up in the log, and erase that message in Twilio's console. This is over after a week.
       *[late] Look at the token, the balance and the state of the account at Twilio. It is tried again every 12 hours.
    }
alarm-refusals = { $subject } called very many addresses gone at once; we believe none of it yet.
    .do = See status.telegram.org or status.twilio.com. Nobody is unsubscribed; it is looked at again by itself.
alarm-refused = { $subject } refuses to send for us: { $why }
    .do = Look at the token, the balance and the state of the account there; run: sertakan doctor
alarm-evidence = Consents have waited { $minutes } minutes to be sealed.
    .do = Run: sertakan check. If it names a changed or missing consent, change nothing and keep a copy of the database.
alarm-clock = The clock of the machine leapt ahead; nothing is erased until { DATE($until) }.
    .do = If the clock is wrong, set it right. If it is right (nothing ran for days), do nothing.
alarm-backup = { $days ->
        [0] There is no backup yet.
       *[other] The last backup is { $days } days old.
    }
    .do = Run: sertakan backup. Let the machine do it each night (docs/operating.md).

### Broadcasts: what is wrong with a filter of people

filter =
    .word = "{ $term }" is not known. There are: { $known }.
    .close = "{ $term }" is not known. Did you mean { $close }?
    .value = "{ $term }" is not known. There are: { $known }.
    .needs_value = { $word } needs a value behind a colon, such as { $word }:…
    .no_value = { $word } stands alone, without a value.
    .days_due = { $word } is written { $word }<=7: due within 7 days. At most { $most } days.
    .days_seen = { $word } is written { $word }<30d or { $word }>30d: they wrote or did not within 30 days. At most { $most } days.
    .region = "{ $value }" is no region code: 62 (a province), 6271 (a city) or 627101 (a district).
    .tag = "{ $value }" is no tag: small letters, digits, - and _, 40 at most.
    .took = "{ $value }" is written REF or REF/read, with the number of a broadcast; there are: { $outcomes }.
    .too_long = This filter is too long: { $most } characters at most.

### Broadcasts: what an office writes, and what is wrong with it

campaign = { $text }
    .news = { $text }
    .none = There is no news for you right now.
    .somebody = there
campaign-problem =
    .no_text = There is no text in the language { $lang } yet.
    .too_long = The text in the language { $lang } has { $length } characters; at most { $most }, so that it is one message.
    .no_such_place = { $place } is not known; there are { $known }.
    .too_many_buttons = { $most } buttons at most.
    .button_twice = Two buttons open { $word }.
    .button_opens = A button cannot open { $word }; it can open daftar, bayar, pekerja, kartu, perlindungan, petugas, menu …
    .button_label = The button { $word } has no label in the language { $lang } yet.
    .button_long = The label "{ $label }" is too long: { $most } characters at most.
    .no_such_template = There is no template { $name }; there are { $known }.
    .no_headline = Its template needs a headline in the language { $lang }: a line that says what the news is about.
    .headline_long = The headline in the language { $lang } has { $most } characters at most, on one line.
    .picture = The picture cannot be read; send a PNG or JPEG of 5 MB at most.
    .name = Give the broadcast a name, 80 characters at most.
    .topic = The topic is campaign, reminders or service.
    .hours = The hours are written 09:00 to 17:00, between { $from } and { $until }.
    .weight = The weight is 1 to 100.
    .deadline = Its deadline has passed already.
