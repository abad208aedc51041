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
key-go = go to: case, review, footage, screens, references (p), documents, search (x), companies (o), matrix, findings (n), custody (u)
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
col-changes = A verdict would change
change-finding = finding { $id } rests on it
change-relation = relation { $id } rests on it
change-first = the first accepted sighting of { $product }
change-source = a further source for { $product }
change-again = little: { $product } is accepted in this source already
change-copy = nothing: a copy of its footage is judged already
change-denied = { $function } would be denied
change-claimed = { $function } would be claimed or documented
change-documented = { $function } may be documented
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
proof-version = Version
version-one = like documents of { $versions }, more than of any other version
version-some = like documents of { $versions } alike, more than of other versions
version-none = like documents of { $versions } alike: not told apart
version-not-compared = like documents of { $versions }; no other version was compared
version-fit = { $version }: { $percent } % agrees
version-margin = ahead by { $margin } points; chance makes up to { $noise }
version-silent = no view that fits here in documents of { $versions }, perhaps because they do not show this screen
version-dated = their documents begin in { $date }
version-after = later than what documents of { $date } show
version-before = earlier than what documents of { $date } show
proof-keyframes = Frames proved
proof-followed = Frames followed
proof-one-of = The evidence does not tell these products apart:
open-player = open in the player
page-n = page { $n }
ballot = Your verdict
ballot-by = Your alias (kept with every verdict)
ballot-reason = Reason
ballot-settle = Settle it: others judge this differently, and I am a third reader (say why)
ballot-functions = With a yes: what is seen of its functions
ballot-functions-show = Show the functions
seen-control = control visible
seen-in-use = in use
settle-no-correction = Who settles a disagreement says which verdict holds, without a correction: leave one of both out.
said-settled = settled it
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
phase-credentials = Looking for Content Credentials
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
nav-footage = Footage
nav-screens = Screens
nav-references = References
nav-documents = Documents
nav-search = Search
nav-matrix = Matrix
nav-custody = Custody
player = Player
key-step = one frame back, on; hold to keep going
key-second = one second back, on
key-shot = previous, next shot
key-ends = first, last frame
key-play = play, pause
key-shuttle = play back, on; again for faster
key-speed = slower, faster
key-in-out = in, out
key-loop = loop between in and out
key-copy = copy the address of the moment
key-loupe = loupe
key-zoom = closer, farther, fit
key-draw = draw four corners
key-flicker = the second moment: flicker with this one, side by side
alt-moment = Frame at { $time }
alt-page = Page { $n }
alt-screen-of = Filmed screen { $id }, upright
address = Address
show = Show
sort = Sort by
view = Density
view-wide = large
view-normal = normal
view-tight = small
sort-added = order of adding
sort-name = name
sort-length = length
sort-found = sightings
footage-filter = Name contains
footage-empty = No footage yet
footage-empty-what = Add videos: TV reports, public films, phone videos. Each becomes a contact sheet here, with what was found on it.
footage-none = No video has such a name.
not-watched = Not watched yet: start the analysis on the case page.
lane-shots = Shots
lane-screens = Screens
lane-sightings = Sightings
lane-texts = Text
add = Add files
add-as = What they are
add-either = decided by content
add-footage = footage
add-documents = documents: what to look for
add-negatives = look-alikes that must not prove a product
add-origin = Where they come from
add-source = Web address
add-published = Published (year, month or day)
add-files = Choose files, or drop them here
add-send = Add
add-what = They are copied into the case and never changed. Then start the analysis.
screens-empty = No filmed display was found yet
screens-empty-what = The analysis finds displays that are filmed, and follows them. Dark ones in dark rooms are often missed: draw them by hand in the player.
screens-what = Each filmed display, upright. Those on which a product is proposed stand together; point at one to see it move.
screens-unproved = Nothing proved on them
screen-proposed = looks like a display
screen-sighting = holds a sighting
screen-drawn = drawn by
screen-from = Known by
screen-frames = Frames
screen-uncertainty = Uncertainty of its corners
screen-merged = All its frames merged
screen-single = Its best frame, upright
screen-clip = Its frames one after the other, upright
screen-frame = The whole frame
references-empty = Nothing to look for yet
references-empty-what = Add brochures, manuals or pictures of interfaces: the pictures in them are what is looked for. Interface views of 600 pixels or more are found best.
reference-poor = can’t be looked for
product-negative = proves nothing
product-versions = versions
product-acts = Rename, merge, set aside
product-name = New name, or the product to merge into
product-rename = Rename
product-merge = Merge into
product-make-negative = Must prove nothing
product-make-positive = May prove again
product-history = What was said of products
act-rename = { $from } is called { $to }
act-merge = { $from } and { $to } are one
act-move = { $from } belongs to { $to }
act-negative = { $from } must prove nothing
act-positive = { $from } may prove again
act-undo = act { $from } undone
documents-empty = No documents yet
documents-empty-what = Add brochures, manuals, datasheets or saved posts as PDF or pictures.
col-passages = Passages
not-read = not read
field-kind = Kind
field-language = Language
field-title = Title
field-edition = Edition
field-version = Version
field-date = Date
field-maker = Maker
field-product = Product
fact-said = said by a person
fact-field = What
fact-value = Really is (empty takes it back)
fact-say = Say so
fact-what = The machine’s proposals stay; what people say counts.
passages-here = Passages on this page
passages-none = Nothing was proposed on this page. That is the silence of patterns in five languages, no more.
passages-elsewhere = Also on
passage-accepted = accepted
passage-rejected = rejected
passage-correct = It says something else; reason
passage-function = Function that it really names
passage-says = What it says of it
passage-condition = It names this condition (empty: none):
as-proposed = as proposed
says-affirmed = can
says-negated = can’t
says-unclear = unclear
condition = Condition
for-a-lawyer = for a lawyer
verdict-withdrawn = Taken back
page-cut = Cut a reference from this page
page-cut-what = With this open, draw a box on the page; or write x,y of four corners in points behind the #.
search-words = Words in footage and documents
search-picture = A picture: a logo, a screenshot (or drop, or paste it)
search-what = Case, look-alike letters and small misreadings don’t matter. A picture is looked for in all footage that was watched.
search-nothing = Nothing was read that holds this. Not found is not the same as not there.
search-not-there = Not found at this sharpness and size. Not found is not the same as not there.
search-poor = It has too few details to be looked for:
search-wanted = What is looked for
text-document = document
text-reading = read on footage
text-guess = guess, not a reading
text-correction = read by a person
reading = What is written there
reading-now = Read now from this one frame; nothing was added to the case.
reading-nothing = No lines of text were found.
reading-picture = The region that was read
not-readable = not readable
rivals = or
correct = Read it differently
correct-text = It reads (empty: nothing is written there)
player-stage = The frame. Keys step and zoom; the question mark lists them.
player-frame = frame
player-going = less detail while it runs; exact when it rests
key-menu = what can be done here
player-nomark = Take a second moment first: with W, by its address, or beside a bookmark.
lane-bookmarks = Bookmarks
bookmark-bare = without a note
bookmark-remove = Remove the bookmark at { $time }
bookmark-note = What is there
bookmark-here = Mark this moment
key-bookmark = Mark this moment
player-back = One frame back (,)
player-on = One frame on (.)
player-play = Play
player-in = In
player-out = Out
player-loop = loop
player-loupe = Loupe
player-fit = Fit
player-mark = Take as second
key-second-moment = take this moment as the second
player-beside = Side by side
compare = Two moments
compare-what = Take a moment with W, or give the address of one of any video. Then S shows both side by side, and V changes between them. Both are zoomed together.
compare-address = Address of the second moment
compare-away = Put away
compare-turning = flicker by itself
compare-bookmark = Show the bookmark at { $time } beside this moment
compare-no-moment = “{ $text }” is no address of a moment. Copy one in a player with C; it looks like 7f3a9c2b4d1e@0:5120:1/12800.
bookmarks-removed = Removed
bookmark-back = Put the bookmark at { $time } back
player-flicker = Flicker
draw = Region
draw-what = Click four corners, clockwise from the content’s top left; then move them.
draw-begin = Draw
draw-clear = clear
draw-find = Find this everywhere
draw-read = Read this
draw-cite = Copy its address
draw-reference = Make this a reference
draw-screen = Follow it as a screen
draw-note = What it is
levels = Levels
levels-what = For looking only: addresses, hashes and exports keep the pixels as they are.
level-black = Black
level-white = White
level-gamma = Gamma
levels-reset = as filmed
matrix-what = What each product can do, from what people accepted and from nothing else.
matrix-ladder = C1 claimed in a brochure · C2 documented in a manual · C3 its conditions known · C4 control visible on footage · C5 seen in use · Cx denied · ? waits for a verdict · a dot: silent
matrix-some = With something said
matrix-all = All functions
matrix-nothing = Nothing is accepted, open or denied of any function yet: accept what passages of documents say.
matrix-empty = No product yet
matrix-empty-what = The matrix follows from passages of documents that people accepted.
matrix-no-cell = There is no such product and function.
matrix-contradiction = one document says so, another denies it
matrix-said = Said in documents
matrix-seen = Seen on footage
matrix-open = Waits for a verdict
matrix-judge = judge it
silence-open = passages wait for a verdict
silence-silent = documents were read and are silent
silence-not-read = no document had words that could be read
silence-no-document = the case has no document of it
custody-whole = Is the case whole?
custody-whole-what = Reads every original and derived file again, follows the journal’s chain, and compares the database with it.
custody-head = Head of the journal, to be noted elsewhere:
custody-verify = Check everything
custody-checking = Checking
custody-is-whole = The case is whole.
custody-not-whole = The case is not whole. Keep this folder as it is, and compare it with an earlier copy.
credentials = Content Credentials (C2PA)
credentials-none = No file of this case carries Content Credentials that could be read.
credentials-what = What these files say of themselves, and what of it fits: whether hashes and signatures fit is one question, who signed another, and whether the signer is on a list that a person gave a third. None of the answers says that what a file shows is so.
credentials-generator = Made with, as it says
credentials-signer = Signed by, as its certificate says
credentials-issuer = issued by
credentials-no-signer = no certificate could be read in it
credentials-manifests = Manifests
custody-journal = Journal
col-when = When
col-who = Who
col-act = Act
col-what = What
recipe = How it was made
recipe-what = Step by step, from the original to this picture, with the hashes by which an outsider can check each.
nav-companies = Companies
nav-findings = Findings
companies-known = Known
companies-candidates = Candidates
companies-empty = Nobody is named yet
companies-empty-what = Add the companies, bodies, sites and systems of this case, or look at the candidates: organisation names that documents and screens hold.
candidates-what = Names that look like organisations, as they stand in documents and readings. The machine proposes; you add them or not.
candidate-none = no organisation
candidate-is-none = It is no organisation
candidates-none = No such name was read.
candidate-like = Perhaps
entity-add = Add
entity-name = Name
entity-place = Place
entity-country = Country (two letters)
entity-aliases = Also called
entity-numbers = Numbers
kind-company = company
kind-body = public body
kind-role = public role
kind-programme = programme
kind-site = site
kind-system = system
kind-component = component
kind-contract = contract
kind-event = event
kind-post = post
relations = Relations
relation-add = Relate
relation-from = From (id, name, product:NAME or item:DIGITS)
relation-kind = Does what
relation-to = To
relation-proof = Evidence: id of a sighting or passage, or an address
relation-what = Without accepted evidence a relation is drawn dashed everywhere.
relation-since = since
relation-unproved = Nothing is cited for it: it is a statement without evidence.
rel-makes = makes
rel-owns = owns
rel-distributes = distributes
rel-installed = installed
rel-operates = operates
rel-supplied = supplied
rel-partner-of = is partner of
rel-staff-of = is staff of
rel-part-of = is part of
rel-at = is at
rel-provides = provides
rel-present-at = was present at
rel-party-to = is party to
rel-concerns = concerns
rel-related-to = is related to
proofs = Proofs
cite = Cite
note = Note
history = History
undone = undone
worth-gone = no longer in the case
graph = Graph of relations
graph-around = What is near
graph-all = all
graph-steps = Relations away
graph-farther = What is near it, two relations away
graph-what = From left to right: contracts and people’s roles, companies, products, components, systems, sites, public bodies. A full line has accepted evidence, a dashed one has not; each leads to its proof.
ladders = What ties a company to a place
ladders-what = Facts, not law: each rung stands on accepted evidence of its own.
ladders-missing = Not shown:
finding = Finding
findings-empty = No finding yet
findings-empty-what = A finding is what a person states, with evidence for and against it. The machine never makes one.
finding-new = Begin a finding
finding-statement = Statement: the facts
finding-assessment = Assessment: what you make of them
finding-wording = How much it claims
finding-offered = the evidence bears:
finding-reset = was { $was }; something changed since
finding-next = States
finding-keeps = is kept back by:
finding-cite = Cite evidence
finding-likelihood = Likelihood
finding-confidence = Confidence
finding-because = Reason for the confidence
confidence-low = low
confidence-moderate = moderate
confidence-high = high
finding-rival = Name another explanation
finding-rival-what = Explanation
finding-rival-weighed = What speaks for or against it
finding-absence = Say what was not found
finding-absence-what = What was looked for (how far is filled in from the case)
finding-edit = Change it
finding-parties = Named parties, with a right of reply (ids or names, with commas)
wording-shows = shows
wording-consistent = is consistent with
wording-supplied = supplied
state-draft = Draft
state-ready = Ready
state-reviewed = Reviewed
state-cleared = Cleared
state-published = Published
state-withdrawn = Withdrawn
evidence-for = For
evidence-against = Against
evidence-none = Nothing is cited.
take-back = take back
rival-explanations = Other explanations
rivals-none = None is named yet.
absences = Looked for and not found
replies = Right of reply
reply-none = Not asked yet.
reply-asked = Asked
reply-until = until
reply-answered = Answered
reply-not-asked = Not asked:
reply-party = Who
reply-how = How: letter, e-mail, telephone
reply-when = When (2026-11-02)
reply-deadline = Deadline
reply-question = Question, in the words that were used
reply-text = Answer, word for word
reply-note-asked = Note that they were asked
reply-note-answered = Note their answer
reply-note-not-asked = Say why they are not asked
grade-source = Source
grade-information = Information
dossier = Dossier
dossier-what = A folder with one page that opens from disk, for others.
dossier-write = Look at it, or write it
dossier-written = It was written; open this file:
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
n-sightings = { $n ->
    [one] one sighting
   *[other] { $count } sightings
}
n-screens = { $n ->
    [one] one screen
   *[other] { $count } screens
}
n-frames = { $n ->
    [one] one frame
   *[other] { $count } frames
}
n-examined = { $n ->
    [one] one of them examined closely
   *[other] { $count } of them examined closely
}
n-damage = { $n ->
    [one] one damaged place
   *[other] { $count } damaged places
}
n-shots = { $n ->
    [one] one shot
   *[other] { $count } shots
}
n-documents = { $n ->
    [one] one document
   *[other] { $count } documents
}
footage-some = { $n ->
    [one] One of its keyframes is shown; the player has every frame.
   *[other] { $count } of its keyframes are shown; the player has every frame.
}
added = { $n ->
    [one] One file was added. Start the analysis to have it examined.
   *[other] { $count } files were added. Start the analysis to have them examined.
}
search-lines = { $n ->
    [one] One line
   *[other] { $count } lines
}
search-lines-more = { $n ->
    [one] One line and perhaps more
   *[other] { $count } lines and perhaps more: a longer text finds fewer
}
search-first = { $n ->
    [one] the first is shown
   *[other] the first { $count } are shown
}
search-places = { $n ->
    [one] Found at one place
   *[other] Found at { $count } places
}
search-frames = { $n ->
    [one] one frame was searched
   *[other] { $count } frames were searched
}
search-decided = { $n ->
    [one] one was compared closely
   *[other] { $count } were compared closely
}
matrix-read = { $n ->
    [one] One document of it was read
   *[other] { $count } documents of it were read
}
matrix-not-read = { $n ->
    [one] one had no readable words
   *[other] { $count } had no readable words
}
n-places = { $n ->
    [one] one place
   *[other] { $count } places
}
n-evidence = { $n ->
    [one] one piece of evidence
   *[other] { $count } pieces of evidence
}
n-sources = { $n ->
    [one] one source
   *[other] { $count } sources
}
n-lost = { $n ->
    [one] one piece no longer holds
   *[other] { $count } pieces no longer hold
}
timeline-seen = { $n ->
    [one] one sighting in it
   *[other] { $count } sightings in it
}
views = Ways of looking at it
view-systems = Systems
view-timeline = Timeline
view-map = Map
entity-date = Date, as precisely as it is known
entity-coordinates = Coordinates (north, east)
entity-edit = Change what is said
edit-changed = Meanwhile { $by } changed it, so nothing was written. Below is what stands there now, and then what you wrote: take over what is right, and save again.
edit-theirs = As it stands now
edit-mine = What you wrote
oops-no-revision = the form does not say which state it changes; open the page again
systems-empty = No system is named yet
systems-empty-what = Add a system under Companies, then its components (part of it), which product each is (provides), and who supplied it: each with its proof.
systems-what = What each is made of, as far as it is known. A part of which nobody knows the supplier is listed with that.
systems-operated = Operated by
systems-about = About it
systems-no-parts = No component is named yet: relate one to it as part of it.
systems-is = It is
systems-by = Supplied, installed or operated by
systems-unknown = not known which product
systems-nobody = nobody is known
worth-none = no evidence
timeline-empty = Nothing bears a date yet
timeline-empty-what = Give relations and events their dates, and files the date on which they were published: a season or a year is enough.
timeline-what = Dates as their sources state them. Where only a season or a year is known, that is what stands here.
timeline-unknown = Without a year
timeline-since = since
timeline-until = until
timeline-published = published
timeline-document = document’s date
map-empty = No site is named yet
map-empty-what = Add sites under Companies; with coordinates they stand on the map.
map-no-places = No site has coordinates yet; the list has what is known.
map-what = A coarse outline of the world (Natural Earth) and a net of latitudes and longitudes, drawn here: no other machine learns which places this case is about. Borders are those that Natural Earth draws. Coordinates are as people stated them.
map-alt = Sites on an outline of the world; the list below says the same
map-there = What is there
map-say-where = say where
map-north = N
map-south = S
map-east = E
map-west = W
changed = Something changed in the case.
changed-show = Show it
dossier-open = Open the dossier
dossier-language = Language of the page
dossier-published = Only findings that are published
dossier-look = Look at it
dossier-export = Export it
dossier-export-what = An export is noted in the journal and lies in the case folder; looking at it is neither.
dossier-writing = Writing the dossier
dossier-preview = As others would see it
dossier-preview-what = Names in it that lead elsewhere lead nowhere here.
dossier-preview-alone = Open it alone
dossier-missing = What is missing
missing-second = No second person has judged anything; the dossier says so on every page.
missing-findings = There is no finding yet.
missing-nothing = Nothing keeps it from its next state.
dossier-pictures = What pictures show
dossier-pictures-what = Of a frame only the screen goes out until somebody has looked at all of it. Cover faces and names first; then let it be shown. Those that findings rest on come first.
dossier-alone-what = No filmed screen shows these references; each goes out only after somebody looked at it.
picture-whole = all of it is shown
picture-screen = only the screen
picture-what = The yellow line is the screen; what is covered is black on every picture of this frame.
picture-alt = The picture with what is covered
picture-confirm = Let all of it be shown
picture-confirm-what = Only after you looked at all of it: people who could be recognised, names, what tells who filmed.
picture-unconfirm = Show only the screen again
picture-confirmed = { $by } looked at all of it and lets it be shown.
picture-cover = Cover this place
picture-cover-what = Drag a box over the picture, or draw one and move its corners with the arrow keys.
picture-box = Draw a box
picture-corners = Four corners in pixels
picture-covered = Covered by { $by }.
add-folder = Or a whole folder
add-need = Choose files or a folder
missing-proofs = { $n ->
    [one] One relation has no evidence
   *[other] { $count } relations have no evidence
}
missing-origins = { $n ->
    [one] One file has no record of where it comes from
   *[other] { $count } files have no record of where they come from
}
missing-failed = { $n ->
    [one] One step failed
   *[other] { $count } steps failed
}
dossier-unconfirmed = { $n ->
    [one] Of one sighting only the screen goes out.
   *[other] Of { $count } sightings only the screen goes out.
}
dossier-alone = { $n ->
    [one] One reference that nobody has let be shown
   *[other] { $count } references that nobody has let be shown
}
picture-masks = { $n ->
    [one] one place covered
   *[other] { $count } places covered
}
picture-from = Where it is from
entity-when = Date
systems-part = Component
screens-alike = Look alike, no product proved
search-sources = { $n ->
    [one] of one source
   *[other] of { $count } sources
}
search-copies = { $n ->
    [one] one copy
   *[other] in { $count } copies
}
search-more = { $n ->
    [one] One more of this source
   *[other] { $count } more of this source
}
oops-changed = Somebody else was first
oops-changed-way = Nothing was written, and what you wrote stands below. Go back, look at what changed, and say it again.
news = Since your last visit
copies = Copies
copies-count = { $n ->
    [one] One pair of stretches shows the same recording
   *[other] { $count } pairs of stretches show the same recording
}
copies-empty = No recording appears twice
copies-empty-what = The analysis compares all shots: what shows one recording in several videos stands here, and counts as one source.
copies-what = Stretches of video that show one recording, as the machine proposes. Those of one group count as one source, however many channels showed them; where people agree that it is no copy, they are counted apart.
copies-family = { $n ->
    [one] One source, one stretch
   *[other] One source, { $count } stretches
}
copies-best = shows it best
copies-rejected = Judged: no copies
copy-of = Copy
copy-question = Do both show the same recording?
copy-follows = With a No that nobody contradicts, the two count as two sources, and what rests on them is counted anew.
copy-likeness = Alike
copy-motion = What moves is alike
copy-still = next to nothing moves
copy-still-what = Two recordings of one still scene can’t be told apart.
copy-speed = Speed
copy-mirrored = Mirrored
copy-mirrored-what = left and right are exchanged in one of them
copy-both = Both moments in the player
key-copy-modes = beside, flicker
screen-question = Is this a filmed display?
figure-is-interface = Is this a view of a program?
figure-is-logo = Is this a logo?
figure-is-neither = Is this neither a view of a program nor a logo?
figure-is-usable = Is this a view of a program or a logo?
figure-shows = It shows, as proposed
figure-interface = a view of a program
figure-logo = a logo
figure-neither = neither a view of a program nor a logo
figure-unclear = the measures do not decide
figure-caption = Caption
