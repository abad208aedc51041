# The texts of the workbench in English. The other language has the same keys: a test holds them to each other.

skip = Skip to the content
nav = Parts of the case
nav-case = Case
nav-review = Review
bar-case = The case that is open
bar-find = Search words
bar-nobody = Who are you?
bar-alias = The alias under which you judge
bar-keys = Keys of this page
keys-title = Keys
keys-everywhere = Everywhere
key-help = show the keys
key-search = search
key-go = go to a part: case, review, footage, screens, products, documents, matrix, custody
key-close = close, leave a field
key-yes = yes
key-no = no
key-unsure = can’t tell
key-undo = take the last verdict back
key-reason = write a reason
key-modes = beside, flicker, blend, difference, inliers
key-next = next, previous
close = Close
copy = copy
copied = Copied
save = Save
undo = undo
next = next
previous = previous
queue = Queue
pages = Pages
id = Id
oops-missing = Not found
oops-missing-way = It may have got another name when the case was analysed again. Go back, or start from the case.
oops-busy = The case is being written
oops-busy-way = Nothing was lost: go back, what you wrote is still in the form. Send it again when the other work has ended.
oops-refused = Refused
oops-refused-way = Open the page again and send the form from there.
oops-wrong = That can’t be done
oops-wrong-way = Go back and correct it; what you wrote is still in the form.
oops-large = Too large
oops-large-way = Make it shorter, or add it as a file.
oops-full = The disk is full
oops-full-way = Free some space and do it again. Everything that was acknowledged before is kept.
oops-broken = Something went wrong
oops-broken-way = Nothing that was acknowledged is lost. Try again; if it stays, check the case with: contrechamp verify
oops-home = Go to the case
oops-nothing-here = There is no page at this address.
oops-form-token = This form was not made by this session, or its session has ended.
oops-form-too-large = A form holds up to 256 kB.
locked = This workbench is locked
locked-what = It opens only with the address that contrechamp printed in the terminal, and that address works once.
locked-way = Open that address. If it was used already, make another one in the settings of the browser that is in, or end contrechamp with Ctrl-C and start it again.
month-1 = Jan
month-2 = Feb
month-3 = Mar
month-4 = Apr
month-5 = May
month-6 = Jun
month-7 = Jul
month-8 = Aug
month-9 = Sep
month-10 = Oct
month-11 = Nov
month-12 = Dec
chance-unknown = No score could be computed.
chance-usual = Chance alone gives matches this good: this proves nothing.
chance-in = Chance alone would give a match this good once in { $of } searches like this.
chance-thousands = Chance alone would give a match this good once in { $of } thousand searches like this.
chance-millions = Chance alone would give a match this good once in { $of } million searches like this.
chance-billions = Chance alone would give a match this good once in { $of } billion searches like this.
chance-never = Chance alone would give a match this good less than once in a million million searches like this.
standing-open = not judged
standing-split = judged differently
verdict-yes = Yes
verdict-no = No
verdict-unsure = Can’t tell
queue-open = Open
queue-blind = Second reading
queue-split = Disputed
queue-judged = Judged
queue-all = All
queue-hidden = hidden
queue-begin = Begin
queue-nothing = Nothing is proposed yet
queue-nothing-what = Add footage and documents, and let the machine analyse them. What it proposes comes here, for people to judge. Nothing proposed does not mean that nothing is there.
queue-done = This queue is empty
queue-done-what = There is nothing of this kind left.
col-screen = Screen
col-product = Product
col-where = Where
col-inliers = Agreeing details
col-standing = Verdict
col-function = Function
col-proposed = Proposed
col-file = File
col-step = Step
col-reason = Reason
alt-screen = The filmed screen, rectified, on which { $product } is proposed
alt-reference = The reference of { $product }
alt-frame = The frame at { $time }, with the proposed screen outlined
alt-inliers = Reference and screen side by side, with the details joined that agree
mode-beside = Beside
mode-flicker = Flicker
mode-blend = Blend
mode-difference = Difference
mode-inliers = Inliers
proof-modes = How to compare
proof-reference = Reference
proof-rectified = Screen as filmed, rectified; nothing was sharpened
proof-inliers-what = Lines join details of the reference with those of the screen that agree under one map; below, the frame.
proof-frame = Frame
proof-facts = What was proved
proof-rival = Next best product
proof-no-rival = none came near
proof-support = Counted with
proof-support-what = another view of the product at the same place
proof-keyframes = Frames proved
proof-followed = Frames followed
proof-one-of = The evidence does not tell these products apart:
open-player = open in the player
page-n = page { $n }
ballot = Your verdict
ballot-by = Your alias (kept with every verdict)
ballot-reason = Reason
ballot-functions = With a yes: what is seen of its functions
seen-control = control visible
seen-in-use = in use
said-nothing = Nobody has judged this yet.
blind-what = Second reading: what others said is hidden until you have judged.
undo-noted = Noted on { $id }.
undo-nothing = There is no verdict of yours on this to take back.
undo-reason = taken back
settings = Settings
settings-alias = Alias
settings-alias-what = It stands beside everything you say. Take no name that must not be in the case.
settings-language = Language
settings-theme = Light
theme-system = as the system
theme-light = light
theme-dark = dark
invite = Another browser
invite-what = An address that lets one more browser of this machine in, once.
invite-make = Make an address
invite-made = Open it in the other browser:
styleguide = Style guide
style-what = Every component of the workbench, once. Greys have no hue, so that colours of evidence are seen as they are; colour says what people said.
style-colours = Colours
style-type = Type
style-sample = The machine proposes; only a person finds.
style-link = a link
style-acts = Acts
style-words = Standings
style-note = A note: something to know before going on.
style-note-bad = A failure, with the way on.
style-fields = Fields
case-in-it = In it
case-found = Proposed and judged
case-found-nothing = Nothing was found. That does not mean that nothing is there.
case-proposes = The machine proposes; only a person finds.
case-waits = Waits for a person
case-waits-nothing = Nothing waits.
case-failed = Could not be done
case-empty = This case is empty
case-empty-what = Start with two folders: one of videos, one of brochures or manuals. Files are copied and never changed.
case-empty-way = In a terminal, for example:
tally-videos = Videos
tally-watched = Watched
tally-shots = Shots
tally-keyframes = Keyframes
tally-documents = Documents
tally-references = References
tally-sightings = Sightings
tally-bytes = Originals
tally-other = Other files
analyse = Analyse
analyse-what = Does everything the machine can for what was added; what is done is not done again.
work-now = The machine is working
work-left = about { $time } left in this step
work-writes = While it works, verdicts have to wait; looking does not.
work-done = The analysis is done.
work-look = Look at what is new
work-failed = The analysis stopped:
work-again = Everything finished before is kept. Start it again to go on.
phase-preserve = Preserving files
phase-identify = Identifying files
phase-documents = Reading documents
phase-passages = Looking for passages
phase-watch = Watching footage
phase-match = Looking for references
phase-screens = Following screens
phase-read = Reading text
phase-copies = Looking for copies
phase-look = Looking
phase-proofs = Making pictures of proofs
phase-other = Working
queue-count = { $n ->
    [one] One proposal
   *[other] { $count } proposals
}
n-inliers = { $n ->
    [one] one detail
   *[other] { $count } details
}
waits-sightings = { $n ->
    [one] One sighting to judge
   *[other] { $count } sightings to judge
}
waits-split = { $n ->
    [one] One sighting that people judge differently
   *[other] { $count } sightings that people judge differently
}
waits-passages = { $n ->
    [one] One passage to judge
   *[other] { $count } passages to judge
}
waits-analysis = { $n ->
    [one] One file not analysed yet
   *[other] { $count } files not analysed yet
}
work-problems = { $n ->
    [one] One problem
   *[other] { $count } problems
}
