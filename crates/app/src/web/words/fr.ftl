# Les textes de l’établi en français. L’autre langue a les mêmes clés : un test le vérifie.

skip = Aller au contenu
nav = Parties du dossier
nav-case = Dossier
nav-review = Examen
bar-case = Le dossier ouvert
bar-find = Chercher des mots
bar-nobody = Qui êtes-vous ?
bar-alias = Le pseudonyme sous lequel vous jugez
bar-keys = Touches de cette page
keys-title = Touches
keys-everywhere = Partout
key-help = montrer les touches
key-search = chercher
key-go = aller à : dossier (c), examen (r), vidéos (f), écrans (s), références (p), documents (d), recherche (x), entreprises (o), matrice (m), constats (n), intégrité (u)
key-close = fermer, quitter un champ
key-yes = oui
key-no = non
key-unsure = indécidable
key-undo = reprendre le dernier verdict
key-reason = écrire une raison
key-modes = côte à côte, alternance, mélange, différence, points
key-next = suivant, précédent
close = Fermer
copy = copier
copied = Copié
save = Enregistrer
undo = annuler
next = suivant
previous = précédent
queue = File
pages = Pages
id = Identifiant
oops-missing = Introuvable
oops-missing-way = Une nouvelle analyse a pu changer son nom. Revenez en arrière, ou repartez du dossier.
oops-busy = Le dossier est en cours d’écriture
oops-busy-way = Rien n’est perdu : revenez en arrière, votre texte est encore dans le formulaire. Renvoyez-le quand l’autre travail sera fini.
oops-refused = Refusé
oops-refused-way = Rouvrez la page et renvoyez le formulaire.
oops-wrong = Ce n’est pas possible
oops-wrong-way = Revenez en arrière et corrigez ; votre texte est encore dans le formulaire.
oops-large = Trop grand
oops-large-way = Raccourcissez, ou ajoutez-le comme fichier.
oops-full = Le disque est plein
oops-full-way = Libérez de la place et recommencez. Tout ce qui a été confirmé avant est conservé.
oops-broken = Une erreur est survenue
oops-broken-way = Rien de ce qui a été confirmé n’est perdu. Réessayez ; si cela persiste, vérifiez le dossier avec : contrechamp verify
oops-home = Aller au dossier
oops-nothing-here = Il n’y a pas de page à cette adresse.
oops-form-token = Ce formulaire ne vient pas de cette session, ou la session est terminée.
oops-form-too-large = Un formulaire contient au plus 256 ko.
locked = Cet établi est verrouillé
locked-what = Il ne s’ouvre qu’avec l’adresse que contrechamp a affichée dans le terminal, et elle ne sert qu’une fois.
locked-way = Ouvrez cette adresse. Si elle a déjà servi, faites-en une autre dans les réglages du navigateur qui est entré, ou arrêtez contrechamp avec Ctrl-C et relancez-le.
month-1 = janv.
month-2 = févr.
month-3 = mars
month-4 = avr.
month-5 = mai
month-6 = juin
month-7 = juil.
month-8 = août
month-9 = sept.
month-10 = oct.
month-11 = nov.
month-12 = déc.
chance-unknown = Aucun score n’a pu être calculé.
chance-usual = Le hasard seul donne d’aussi bonnes correspondances : cela ne prouve rien.
chance-in = Le hasard seul donnerait une aussi bonne correspondance une fois sur { $of } recherches comme celle-ci.
chance-thousands = Le hasard seul donnerait une aussi bonne correspondance une fois sur { $of } milliers de recherches comme celle-ci.
chance-millions = Le hasard seul donnerait une aussi bonne correspondance une fois sur { $of } millions de recherches comme celle-ci.
chance-billions = Le hasard seul donnerait une aussi bonne correspondance une fois sur { $of } milliards de recherches comme celle-ci.
chance-never = Le hasard seul donnerait une aussi bonne correspondance moins d’une fois sur un million de millions de recherches comme celle-ci.
standing-open = non jugé
standing-split = jugements divergents
verdict-yes = Oui
verdict-no = Non
verdict-unsure = Indécidable
queue-open = À juger
queue-blind = Seconde lecture
queue-split = Divergents
queue-judged = Jugés
queue-all = Tous
queue-hidden = caché
queue-begin = Commencer
queue-nothing = Rien n’est encore proposé
queue-nothing-what = Ajoutez des vidéos et des documents, et laissez la machine les analyser. Ce qu’elle propose arrive ici, pour que des personnes jugent. Rien de proposé ne veut pas dire que rien n’y est.
queue-done = Cette file est vide
queue-done-what = Il ne reste rien de ce genre.
col-screen = Écran
col-product = Produit
col-where = Où
col-inliers = Détails concordants
col-standing = Verdict
col-changes = Un verdict changerait
change-finding = le constat { $id } s'appuie dessus
change-relation = la relation { $id } s'appuie dessus
change-first = la première apparition acceptée de { $product }
change-source = une source de plus pour { $product }
change-again = peu : { $product } est déjà accepté dans cette source
change-copy = rien : une copie de ces images est déjà jugée
change-denied = { $function } serait nié
change-claimed = { $function } serait affirmé ou documenté
change-documented = { $function } pourrait être documenté
col-function = Fonction
col-proposed = Proposés
col-file = Fichier
col-step = Étape
col-reason = Raison
alt-screen = L’écran filmé, redressé, sur lequel { $product } est proposé
alt-reference = La référence de { $product }
alt-frame = L’image à { $time }, avec l’écran proposé entouré
alt-inliers = Référence et écran côte à côte, les détails concordants reliés
mode-beside = Côte à côte
mode-flicker = Alternance
mode-blend = Mélange
mode-difference = Différence
mode-inliers = Points
proof-modes = Comment comparer
proof-reference = Référence
proof-rectified = Écran tel que filmé, redressé ; rien n’a été accentué
proof-inliers-what = Les traits relient les détails de la référence à ceux de l’écran qui concordent sous une même application ; dessous, l’image.
proof-frame = Image
proof-facts = Ce qui a été prouvé
proof-rival = Produit suivant
proof-no-rival = aucun ne s’en approche
proof-support = Compté avec
proof-support-what = une autre vue du produit au même endroit
proof-version = Version
version-one = comme dans les documents de { $versions }, plus que de toute autre version
version-some = comme dans les documents de { $versions } à égalité, plus que d’autres versions
version-none = comme dans les documents de { $versions } à égalité : non départagées
version-not-compared = comme dans les documents de { $versions } ; aucune autre version n’a été comparée
version-fit = { $version } : { $percent } % concordent
version-margin = { $margin } points d’avance ; le hasard en fait jusqu’à { $noise }
version-silent = aucune vue qui convienne ici dans les documents de { $versions }, peut-être parce qu’ils ne montrent pas cet écran
version-dated = leurs documents commencent en { $date }
version-after = plus récent que ce que montrent les documents de { $date }
version-before = plus ancien que ce que montrent les documents de { $date }
proof-keyframes = Images prouvées
proof-followed = Images suivies
proof-one-of = Les indices ne distinguent pas ces produits :
open-player = ouvrir dans le lecteur
page-n = page { $n }
ballot = Votre verdict
ballot-by = Votre pseudonyme (gardé avec chaque verdict)
ballot-reason = Raison
ballot-settle = Trancher : d’autres jugent différemment, et je suis un tiers (dites pourquoi)
ballot-functions = Avec un oui : ce qu’on voit de ses fonctions
ballot-functions-show = Montrer les fonctions
seen-control = commande visible
seen-in-use = en usage
settle-no-correction = Qui tranche dit quel verdict vaut, sans correction : retirez l’un des deux.
said-settled = a tranché
said-nothing = Personne n’a encore jugé.
blind-what = Seconde lecture : ce que d’autres ont dit reste caché jusqu’à votre jugement.
undo-noted = Noté pour { $id }.
undo-nothing = Il n’y a pas de verdict de vous à reprendre ici.
undo-reason = repris
settings = Réglages
settings-alias = Pseudonyme
settings-alias-what = Il figure à côté de tout ce que vous dites. N’y mettez pas un nom qui ne doit pas être dans le dossier.
settings-language = Langue
settings-theme = Lumière
theme-system = comme le système
theme-light = clair
theme-dark = sombre
invite = Un autre navigateur
invite-what = Une adresse qui laisse entrer un navigateur de plus sur cette machine, une fois.
invite-make = Créer une adresse
invite-made = Ouvrez-la dans l’autre navigateur :
styleguide = Guide de style
style-what = Chaque composant de l’établi, une fois. Les gris sont neutres, pour que les couleurs des indices se voient telles quelles ; la couleur dit ce que des personnes ont dit.
style-colours = Couleurs
style-type = Caractères
style-sample = La machine propose ; seule une personne constate.
style-link = un lien
style-acts = Actions
style-words = États
style-note = Une note : quelque chose à savoir avant de continuer.
style-note-bad = Un échec, avec la marche à suivre.
style-fields = Champs
case-in-it = Contenu
case-found = Proposé et jugé
case-found-nothing = Rien n’a été trouvé. Cela ne veut pas dire que rien n’y est.
case-proposes = La machine propose ; seule une personne constate.
case-waits = Attend une personne
case-waits-nothing = Rien n’attend.
case-failed = N’a pas pu être fait
case-empty = Ce dossier est vide
case-empty-what = Commencez par deux dossiers : des vidéos, et des brochures ou manuels. Les fichiers sont copiés et jamais modifiés.
case-empty-way = Dans un terminal, par exemple :
tally-videos = Vidéos
tally-watched = Regardé
tally-shots = Plans
tally-keyframes = Images clés
tally-documents = Documents
tally-references = Références
tally-sightings = Observations
tally-bytes = Originaux
tally-other = Autres fichiers
analyse = Analyser
analyse-what = Fait tout ce que la machine peut pour ce qui a été ajouté ; ce qui est fait n’est pas refait.
work-now = La machine travaille
work-left = encore { $time } environ pour cette étape
work-writes = Pendant ce temps, les verdicts attendent ; regarder reste possible.
work-done = L’analyse est finie.
work-look = Voir ce qui est nouveau
work-failed = L’analyse s’est arrêtée :
work-again = Tout ce qui était fini est gardé. Relancez pour continuer.
phase-preserve = Conservation des fichiers
phase-identify = Identification des fichiers
phase-credentials = Recherche d’attestations de contenu
phase-documents = Lecture des documents
phase-passages = Recherche de passages
phase-watch = Visionnage
phase-match = Recherche des références
phase-screens = Suivi des écrans
phase-read = Lecture du texte
phase-copies = Recherche de copies
phase-look = Recherche
phase-proofs = Images des preuves
phase-other = Travail
nav-footage = Vidéos
nav-screens = Écrans
nav-references = Références
nav-documents = Documents
nav-search = Recherche
nav-matrix = Matrice
nav-custody = Intégrité
player = Lecteur
key-step = une image en arrière, en avant ; maintenir pour continuer
key-second = une seconde en arrière, en avant
key-shot = plan précédent, suivant
key-ends = première, dernière image
key-play = lire, pause
key-shuttle = lire en arrière, en avant ; encore pour plus vite
key-speed = plus lent, plus vite
key-in-out = entrée, sortie
key-loop = boucle entre entrée et sortie
key-copy = copier l’adresse du moment
key-loupe = loupe
key-zoom = plus près, plus loin, ajuster
key-draw = dessiner quatre coins
key-flicker = le second moment : alterner avec celui-ci, côte à côte
alt-moment = Image à { $time }
alt-page = Page { $n }
alt-screen-of = Écran filmé { $id }, redressé
address = Adresse
show = Afficher
sort = Trier par
view = Densité
view-wide = grandes
view-normal = normales
view-tight = petites
sort-added = ordre d’ajout
sort-name = nom
sort-length = durée
sort-found = observations
footage-filter = Le nom contient
footage-empty = Pas encore de vidéos
footage-empty-what = Ajoutez des vidéos : reportages, films officiels, vidéos de téléphone. Chacune devient ici une planche-contact, avec ce qui y a été trouvé.
footage-none = Aucune vidéo n’a un tel nom.
not-watched = Pas encore visionnée : lancez l’analyse sur la page du dossier.
lane-shots = Plans
lane-screens = Écrans
lane-sightings = Observations
lane-texts = Texte
add = Ajouter des fichiers
add-as = Ce que c’est
add-either = selon le contenu
add-footage = vidéos
add-documents = documents : ce qu’on cherche
add-negatives = sosies qui ne doivent rien prouver
add-origin = D’où ils viennent
add-source = Adresse web
add-published = Publié (année, mois ou jour)
add-files = Choisissez des fichiers, ou déposez-les ici
add-send = Ajouter
add-what = Ils sont copiés dans le dossier et jamais modifiés. Lancez ensuite l’analyse.
screens-empty = Aucun écran filmé trouvé pour l’instant
screens-empty-what = L’analyse trouve les écrans filmés et les suit. Les écrans sombres dans des pièces sombres lui échappent souvent : dessinez-les à la main dans le lecteur.
screens-what = Chaque écran filmé, redressé. Ceux où un produit est proposé sont groupés ; pointez-en un pour le voir bouger.
screens-unproved = Rien de prouvé dessus
screen-proposed = ressemble à un écran
screen-sighting = porte une observation
screen-drawn = dessiné par
screen-from = Connu par
screen-frames = Images
screen-uncertainty = Incertitude des coins
screen-merged = Toutes ses images fusionnées
screen-single = Sa meilleure image, redressée
screen-clip = Ses images l’une après l’autre, redressées
screen-frame = L’image entière
references-empty = Encore rien à chercher
references-empty-what = Ajoutez des brochures, des manuels ou des images d’interfaces : leurs images sont ce qu’on cherche. Les vues d’interface de 600 pixels ou plus se trouvent le mieux.
reference-poor = ne peut pas être cherchée
product-negative = ne prouve rien
product-versions = versions
product-acts = Renommer, fusionner, écarter
product-name = Nouveau nom, ou le produit avec lequel fusionner
product-rename = Renommer
product-merge = Fusionner avec
product-make-negative = Ne doit rien prouver
product-make-positive = Peut de nouveau prouver
product-history = Ce qui a été dit des produits
act-rename = { $from } s’appelle { $to }
act-merge = { $from } et { $to } ne font qu’un
act-move = { $from } appartient à { $to }
act-negative = { $from } ne doit rien prouver
act-positive = { $from } peut de nouveau prouver
act-undo = acte { $from } annulé
documents-empty = Pas encore de documents
documents-empty-what = Ajoutez des brochures, manuels, fiches techniques ou publications enregistrées, en PDF ou en images.
col-passages = Passages
not-read = non lu
field-kind = Genre
field-language = Langue
field-title = Titre
field-edition = Édition
field-version = Version
field-date = Date
field-maker = Fabricant
field-product = Produit
fact-said = dit par une personne
fact-field = Quoi
fact-value = Est en fait (vide : reprendre)
fact-say = Le dire
fact-what = Les propositions de la machine restent ; ce que disent les personnes compte.
passages-here = Passages de cette page
passages-none = Rien n’a été proposé sur cette page. C’est le silence de motifs en cinq langues, rien de plus.
passages-elsewhere = Aussi en
passage-accepted = accepté
passage-rejected = rejeté
passage-correct = Il dit autre chose ; raison
passage-function = Fonction qu’il nomme vraiment
passage-says = Ce qu’il en dit
passage-condition = Il nomme cette condition (vide : aucune) :
as-proposed = comme proposé
says-affirmed = peut
says-negated = ne peut pas
says-unclear = pas clair
condition = Condition
for-a-lawyer = pour un juriste
verdict-withdrawn = Repris
page-cut = Découper une référence dans cette page
page-cut-what = Ceci ouvert, tracez un cadre sur la page ; ou écrivez derrière le # les x,y des quatre coins en points.
search-words = Mots dans les vidéos et documents
search-picture = Une image : un logo, une capture d’écran (ou déposez-la, ou collez-la)
search-what = La casse, les lettres semblables et les petites erreurs de lecture ne comptent pas. Une image est cherchée dans toutes les vidéos visionnées.
search-nothing = Rien de lu ne contient cela. Pas trouvé ne veut pas dire absent.
search-not-there = Pas trouvé à cette netteté et cette taille. Pas trouvé ne veut pas dire absent.
search-poor = Trop peu de détails pour la chercher :
search-wanted = Ce qui est cherché
text-document = document
text-reading = lu sur vidéo
text-guess = supposition, pas une lecture
text-correction = lu par une personne
reading = Ce qui y est écrit
reading-now = Lu à l’instant sur cette seule image ; rien n’a été ajouté au dossier.
reading-nothing = Aucune ligne de texte n’a été trouvée.
reading-picture = La région lue
not-readable = illisible
rivals = ou
correct = Lire autrement
correct-text = On lit (vide : rien n’est écrit là)
player-stage = L’image. Les touches avancent et zooment ; le point d’interrogation les liste.
player-frame = image
player-going = détail réduit pendant le défilement ; exact à l'arrêt
key-menu = ce qu'on peut faire ici
player-nomark = Choisissez d'abord un second moment : avec W, par son adresse, ou à côté d'un signet.
lane-bookmarks = Signets
bookmark-bare = sans note
bookmark-remove = Retirer le signet à { $time }
bookmark-note = Ce qu'on y voit
bookmark-here = Marquer ce moment
key-bookmark = Marquer ce moment
player-back = Une image en arrière (,)
player-on = Une image en avant (.)
player-play = Lire
player-in = Entrée
player-out = Sortie
player-loop = boucle
player-loupe = Loupe
player-fit = Ajuster
player-mark = Prendre comme second
key-second-moment = prendre ce moment comme second
player-beside = Côte à côte
compare = Deux moments
compare-what = Prenez un moment avec W, ou donnez l'adresse d'un moment de n'importe quelle vidéo. Ensuite S montre les deux côte à côte, et V passe de l'un à l'autre. Le zoom vaut pour les deux.
compare-address = Adresse du second moment
compare-away = Retirer
compare-turning = alterner automatiquement
compare-bookmark = Montrer le signet à { $time } à côté de ce moment
compare-no-moment = « { $text } » n'est pas l'adresse d'un moment. Copiez-en une dans un lecteur avec C ; elle ressemble à 7f3a9c2b4d1e@0:5120:1/12800.
bookmarks-removed = Retirés
bookmark-back = Remettre le signet à { $time }
player-flicker = Alterner
draw = Région
draw-what = Cliquez quatre coins, dans le sens horaire depuis le haut gauche du contenu ; puis déplacez-les.
draw-begin = Dessiner
draw-clear = effacer
draw-find = Chercher partout
draw-read = Lire ceci
draw-cite = Copier son adresse
draw-reference = En faire une référence
draw-screen = La suivre comme écran
draw-note = Ce que c’est
levels = Niveaux
levels-what = Pour regarder seulement : adresses, empreintes et exports gardent les pixels tels quels.
level-black = Noir
level-white = Blanc
level-gamma = Gamma
levels-reset = tel que filmé
matrix-what = Ce que chaque produit peut faire, d’après ce que des personnes ont accepté et rien d’autre.
matrix-ladder = C1 annoncé dans une brochure · C2 documenté dans un manuel · C3 conditions connues · C4 commande visible sur vidéo · C5 vu en usage · Cx démenti · ? attend un verdict · un point : silence
matrix-some = Où quelque chose est dit
matrix-all = Toutes les fonctions
matrix-nothing = Rien n’est encore accepté, ouvert ou nié d’aucune fonction : acceptez ce que disent les passages des documents.
matrix-empty = Pas encore de produit
matrix-empty-what = La matrice découle des passages de documents que des personnes ont acceptés.
matrix-no-cell = Il n’y a pas de tel produit ou fonction.
matrix-contradiction = un document l’affirme, un autre le dément
matrix-said = Dit dans les documents
matrix-seen = Vu sur vidéo
matrix-open = Attend un verdict
matrix-judge = le juger
silence-open = des passages attendent un verdict
silence-silent = des documents ont été lus et sont muets
silence-not-read = aucun document n’avait de mots lisibles
silence-no-document = le dossier n’en a aucun document
custody-whole = Le dossier est-il intact ?
custody-whole-what = Relit chaque original et fichier dérivé, suit la chaîne du journal et y compare la base de données.
custody-head = Tête du journal, à noter ailleurs :
custody-verify = Tout vérifier
custody-checking = Vérification
custody-is-whole = Le dossier est intact.
custody-not-whole = Le dossier n’est pas intact. Gardez ce dossier tel quel et comparez-le à une copie antérieure.
credentials = Attestations de contenu (Content Credentials, C2PA)
credentials-none = Aucun fichier de ce dossier ne porte de Content Credentials lisibles.
credentials-what = Ce que ces fichiers disent d’eux-mêmes, et ce qui en concorde : si empreintes et signatures concordent est une question, qui a signé en est une autre, et si le signataire figure sur une liste donnée par une personne, une troisième. Aucune réponse ne dit que ce que montre un fichier est vrai.
credentials-generator = Fait avec, selon lui
credentials-signer = Signé par, selon son certificat
credentials-issuer = délivré par
credentials-no-signer = aucun certificat n'a pu y être lu
credentials-manifests = Manifestes
custody-journal = Journal
col-when = Quand
col-who = Qui
col-act = Acte
col-what = Quoi
recipe = Comment elle a été faite
recipe-what = Pas à pas, de l’original à cette image, avec les empreintes par lesquelles un tiers peut tout vérifier.
nav-companies = Entreprises
nav-findings = Constats
companies-known = Connus
companies-candidates = Candidats
companies-empty = Personne n’est encore nommé
companies-empty-what = Ajoutez les entreprises, organismes, sites et systèmes de ce dossier, ou regardez les candidats : des noms d’organisations lus dans les documents et sur les écrans.
candidates-what = Des noms qui ressemblent à des organisations, tels que lus dans les documents et les écrans. La machine propose ; vous les ajoutez ou non.
candidate-none = pas une organisation
candidate-is-none = Ce n’est pas une organisation
candidates-none = Aucun nom de ce genre n’a été lu.
candidate-like = Peut-être
entity-add = Ajouter
entity-name = Nom
entity-place = Lieu
entity-country = Pays (deux lettres)
entity-aliases = Aussi appelé
entity-numbers = Numéros
kind-company = entreprise
kind-body = organisme public
kind-role = fonction publique
kind-programme = programme
kind-site = site
kind-system = système
kind-component = composant
kind-contract = contrat
kind-event = événement
kind-post = publication
relations = Relations
relation-add = Relier
relation-from = De (identifiant, nom, product:NOM ou item:CHIFFRES)
relation-kind = Fait quoi
relation-to = À
relation-proof = Preuve : identifiant d’une observation ou d’un passage, ou adresse
relation-what = Sans preuve acceptée, une relation est tracée en pointillé partout.
relation-since = depuis
relation-unproved = Rien n’est cité : c’est une affirmation sans preuve.
rel-makes = fabrique
rel-owns = possède
rel-distributes = distribue
rel-installed = a installé
rel-operates = exploite
rel-supplied = a fourni
rel-partner-of = est partenaire de
rel-staff-of = travaille pour
rel-part-of = fait partie de
rel-at = se trouve à
rel-provides = fournit
rel-present-at = était présent à
rel-party-to = est partie à
rel-concerns = concerne
rel-related-to = est lié à
proofs = Preuves
cite = Citer
note = Note
history = Historique
undone = annulé
worth-gone = plus dans le dossier
graph = Graphe des relations
graph-around = Autour de
graph-all = tout
graph-steps = Relations d’écart
graph-farther = Ce qui l’entoure, à deux relations
graph-what = De gauche à droite : contrats et fonctions, entreprises, produits, composants, systèmes, sites, organismes publics. Un trait plein a une preuve acceptée, un pointillé n’en a pas ; chacun mène à sa preuve.
ladders = Ce qui lie une entreprise à un lieu
ladders-what = Des faits, pas du droit : chaque échelon repose sur sa propre preuve acceptée.
ladders-missing = Non montré :
finding = Constat
findings-empty = Pas encore de constat
findings-empty-what = Un constat est ce qu’une personne affirme, avec des preuves pour et contre. La machine n’en fait jamais.
finding-new = Commencer un constat
finding-statement = Énoncé : les faits
finding-assessment = Appréciation : ce que vous en concluez
finding-wording = Ce qu’il affirme
finding-offered = la preuve porte :
finding-reset = était { $was } ; quelque chose a changé depuis
finding-next = États
finding-keeps = est retenu par :
finding-cite = Citer une preuve
finding-likelihood = Probabilité
finding-confidence = Confiance
finding-because = Raison de la confiance
confidence-low = faible
confidence-moderate = moyenne
confidence-high = élevée
finding-rival = Nommer une autre explication
finding-rival-what = Explication
finding-rival-weighed = Ce qui parle pour ou contre
finding-absence = Dire ce qui n’a pas été trouvé
finding-absence-what = Ce qui a été cherché (l’étendue est reprise du dossier)
finding-edit = Le modifier
finding-parties = Parties nommées, avec droit de réponse (identifiants ou noms, séparés par des virgules)
wording-shows = montre
wording-consistent = est compatible avec
wording-supplied = a fourni
state-draft = Brouillon
state-ready = Prêt
state-reviewed = Relu
state-cleared = Validé
state-published = Publié
state-withdrawn = Retiré
evidence-for = Pour
evidence-against = Contre
evidence-none = Rien n’est cité.
take-back = reprendre
rival-explanations = Autres explications
rivals-none = Aucune n’est encore nommée.
absences = Cherché et non trouvé
replies = Droit de réponse
reply-none = Pas encore interrogé.
reply-asked = Interrogé
reply-until = jusqu’au
reply-answered = A répondu
reply-not-asked = Non interrogé :
reply-party = Qui
reply-how = Comment : lettre, courriel, téléphone
reply-when = Quand (2026-11-02)
reply-deadline = Délai
reply-question = Question, dans les mots employés
reply-text = Réponse, mot pour mot
reply-note-asked = Noter qu’ils ont été interrogés
reply-note-answered = Noter leur réponse
reply-note-not-asked = Dire pourquoi ils ne sont pas interrogés
grade-source = Source
grade-information = Information
dossier = Dossier publié
dossier-what = Un répertoire avec une page qui s’ouvre depuis le disque, pour d’autres.
dossier-write = Le regarder, ou l’écrire
dossier-written = Il est écrit ; ouvrez ce fichier :
queue-count = { $n ->
    [one] Une proposition
   *[other] { $count } propositions
}
n-inliers = { $n ->
    [one] un détail
   *[other] { $count } détails
}
waits-sightings = { $n ->
    [one] Une observation à juger
   *[other] { $count } observations à juger
}
waits-split = { $n ->
    [one] Une observation aux jugements divergents
   *[other] { $count } observations aux jugements divergents
}
waits-passages = { $n ->
    [one] Un passage à juger
   *[other] { $count } passages à juger
}
waits-analysis = { $n ->
    [one] Un fichier pas encore analysé
   *[other] { $count } fichiers pas encore analysés
}
work-problems = { $n ->
    [one] Un problème
   *[other] { $count } problèmes
}
n-sightings = { $n ->
    [one] une observation
   *[other] { $count } observations
}
n-screens = { $n ->
    [one] un écran
   *[other] { $count } écrans
}
n-frames = { $n ->
    [one] une image
   *[other] { $count } images
}
n-examined = { $n ->
    [one] une examinée de près
   *[other] { $count } examinées de près
}
n-damage = { $n ->
    [one] un endroit abîmé
   *[other] { $count } endroits abîmés
}
n-shots = { $n ->
    [one] un plan
   *[other] { $count } plans
}
n-documents = { $n ->
    [one] un document
   *[other] { $count } documents
}
footage-some = { $n ->
    [one] Une de ses images clés est montrée ; le lecteur a toutes les images.
   *[other] { $count } de ses images clés sont montrées ; le lecteur a toutes les images.
}
added = { $n ->
    [one] Un fichier a été ajouté. Lancez l’analyse pour l’examiner.
   *[other] { $count } fichiers ont été ajoutés. Lancez l’analyse pour les examiner.
}
search-lines = { $n ->
    [one] Une ligne
   *[other] { $count } lignes
}
search-lines-more = { $n ->
    [one] Une ligne et peut-être d’autres
   *[other] { $count } lignes et peut-être d’autres : un texte plus long en trouve moins
}
search-first = { $n ->
    [one] la première est montrée
   *[other] les { $count } premières sont montrées
}
search-places = { $n ->
    [one] Trouvé à un endroit
   *[other] Trouvé à { $count } endroits
}
search-frames = { $n ->
    [one] une image a été cherchée
   *[other] { $count } images ont été cherchées
}
search-decided = { $n ->
    [one] une a été comparée de près
   *[other] { $count } ont été comparées de près
}
matrix-read = { $n ->
    [one] Un document en a été lu
   *[other] { $count } documents en ont été lus
}
matrix-not-read = { $n ->
    [one] un était sans mots lisibles
   *[other] { $count } étaient sans mots lisibles
}
n-places = { $n ->
    [one] un endroit
   *[other] { $count } endroits
}
n-evidence = { $n ->
    [one] une preuve
   *[other] { $count } preuves
}
n-sources = { $n ->
    [one] une source
   *[other] { $count } sources
}
n-lost = { $n ->
    [one] une preuve ne tient plus
   *[other] { $count } preuves ne tiennent plus
}
timeline-seen = { $n ->
    [one] une observation dedans
   *[other] { $count } observations dedans
}
views = Manières de regarder
view-systems = Systèmes
view-timeline = Chronologie
view-map = Carte
entity-date = Date, aussi précise qu’elle est connue
entity-coordinates = Coordonnées (nord, est)
entity-edit = Changer ce qui en est dit
edit-changed = Entre-temps { $by } l’a modifié ; rien n’a donc été écrit. Voici ce qui s’y trouve maintenant, puis ce que vous avez écrit : reprenez ce qui est juste, et enregistrez de nouveau.
edit-theirs = Tel que c’est maintenant
edit-mine = Ce que vous avez écrit
oops-no-revision = le formulaire ne dit pas quel état il modifie ; rouvrez la page
systems-empty = Aucun système n’est encore nommé
systems-empty-what = Ajoutez un système sous Entreprises, puis ses composants (en font partie), quel produit est chacun (fournit), et qui l’a livré : chaque fois avec sa preuve.
systems-what = De quoi chacun est fait, pour autant qu’on le sache. Un composant dont personne ne connaît le fournisseur est listé comme tel.
systems-operated = Exploité par
systems-about = À son sujet
systems-no-parts = Aucun composant n’est encore nommé : reliez-en un comme partie de ce système.
systems-is = C’est
systems-by = Fourni, installé ou exploité par
systems-unknown = on ne sait pas quel produit
systems-nobody = personne n’est connu
worth-none = sans preuve
timeline-empty = Rien ne porte encore de date
timeline-empty-what = Donnez leurs dates aux relations et aux événements, et aux fichiers celle de leur publication : une saison ou une année suffit.
timeline-what = Les dates telles que leurs sources les disent. Où l’on ne connaît qu’une saison ou une année, c’est ce qui figure ici.
timeline-unknown = Sans année
timeline-since = depuis
timeline-until = jusqu’à
timeline-published = publié
timeline-document = date du document
map-empty = Aucun site n’est encore nommé
map-empty-what = Ajoutez des sites sous Entreprises ; avec des coordonnées ils figurent sur la carte.
map-no-places = Aucun site n’a encore de coordonnées ; la liste dit ce qui est connu.
map-what = Un contour sommaire du monde (Natural Earth) et un quadrillage de latitudes et de longitudes, dessinés ici : aucune autre machine n’apprend de quels lieux il s’agit. Les frontières sont celles que dessine Natural Earth. Les coordonnées sont celles que des personnes ont données.
map-alt = Des sites sur un contour du monde ; la liste ci-dessous dit la même chose
map-there = Ce qui s’y trouve
map-say-where = dire où
map-north = N
map-south = S
map-east = E
map-west = O
changed = Quelque chose a changé dans le dossier.
changed-show = Le montrer
dossier-open = Ouvrir le dossier publié
dossier-language = Langue de la page
dossier-published = Seulement les constats publiés
dossier-look = Le regarder
dossier-export = L’exporter
dossier-export-what = Une exportation est notée dans le journal et se trouve dans le répertoire du dossier ; le regarder n’est ni l’un ni l’autre.
dossier-writing = Écriture du dossier publié
dossier-preview = Tel que d’autres le verraient
dossier-preview-what = Les liens vers l’extérieur ne mènent ici nulle part.
dossier-preview-alone = L’ouvrir seul
dossier-missing = Ce qui manque
missing-second = Personne d’autre n’a rien jugé ; le dossier publié le dit sur chaque page.
missing-findings = Il n’y a encore aucun constat.
missing-nothing = Rien ne le retient de son prochain état.
dossier-pictures = Ce que montrent les images
dossier-pictures-what = D’une image de film ne sort que l’écran tant que personne ne l’a regardée en entier. Couvrez d’abord visages et noms ; permettez ensuite de la montrer. Celles sur lesquelles reposent des constats viennent d’abord.
dossier-alone-what = Aucun écran filmé ne montre ces références ; chacune ne sort qu’après que quelqu’un l’a regardée.
picture-whole = montrée en entier
picture-screen = seulement l’écran
picture-what = La ligne jaune est l’écran ; ce qui est couvert est noir sur chaque image tirée de celle-ci.
picture-alt = L’image avec ce qui est couvert
picture-confirm = Permettre de la montrer en entier
picture-confirm-what = Seulement après l’avoir regardée en entier : des personnes reconnaissables, des noms, ce qui dit qui a filmé.
picture-unconfirm = Ne montrer de nouveau que l’écran
picture-confirmed = { $by } l’a regardée en entier et permet de la montrer.
picture-cover = Couvrir cet endroit
picture-cover-what = Tracez un cadre sur l’image, ou posez-en un et déplacez ses coins avec les flèches.
picture-box = Poser un cadre
picture-corners = Quatre coins en pixels
picture-covered = Couvert par { $by }.
add-folder = Ou tout un répertoire
add-need = Choisissez des fichiers ou un répertoire
missing-proofs = { $n ->
    [one] Une relation est sans preuve
   *[other] { $count } relations sont sans preuve
}
missing-origins = { $n ->
    [one] Un fichier n’a aucune mention de sa provenance
   *[other] { $count } fichiers n’ont aucune mention de leur provenance
}
missing-failed = { $n ->
    [one] Une étape a échoué
   *[other] { $count } étapes ont échoué
}
dossier-unconfirmed = { $n ->
    [one] D’une observation, seul l’écran sort.
   *[other] De { $count } observations, seul l’écran sort.
}
dossier-alone = { $n ->
    [one] Une référence que personne n’a permis de montrer
   *[other] { $count } références que personne n’a permis de montrer
}
picture-masks = { $n ->
    [one] un endroit couvert
   *[other] { $count } endroits couverts
}
picture-from = D’où elle vient
entity-when = Date
systems-part = Composant
screens-alike = Se ressemblent, aucun produit prouvé
search-sources = { $n ->
    [one] d’une source
   *[other] de { $count } sources
}
search-copies = { $n ->
    [one] une copie
   *[other] dans { $count } copies
}
search-more = { $n ->
    [one] Encore une de cette source
   *[other] Encore { $count } de cette source
}
oops-changed = Quelqu’un d’autre a été plus rapide
oops-changed-way = Rien n’a été écrit, et ce que vous aviez écrit figure ci-dessous. Revenez en arrière, regardez ce qui a changé, et redites-le.
news = Depuis votre dernière visite
copies = Copies
copies-count = { $n ->
    [one] Une paire d’extraits montre le même enregistrement
   *[other] { $count } paires d’extraits montrent le même enregistrement
}
copies-empty = Aucun enregistrement n’apparaît deux fois
copies-empty-what = L’analyse compare tous les plans : ce qui montre un même enregistrement dans plusieurs vidéos figure ici et compte pour une seule source.
copies-what = Extraits de vidéos qui montrent un même enregistrement, selon la machine. Ceux d’un groupe comptent pour une seule source, quel que soit le nombre de chaînes qui les ont montrés ; là où l’on s’accorde à dire que ce n’est pas une copie, ils sont comptés à part.
copies-family = { $n ->
    [one] Une source, un extrait
   *[other] Une source, { $count } extraits
}
copies-best = le montre le mieux
copies-rejected = Jugés : pas des copies
copy-of = Copie
copy-question = Les deux montrent-ils le même enregistrement ?
copy-follows = Avec un Non que personne ne contredit, ils comptent pour deux sources, et ce qui repose sur eux est recompté.
copy-likeness = Ressemblance
copy-motion = Ressemblance de ce qui bouge
copy-still = presque rien ne bouge
copy-still-what = Deux enregistrements d’une même scène fixe ne peuvent être distingués.
copy-speed = Vitesse
copy-mirrored = En miroir
copy-mirrored-what = gauche et droite sont inversées dans l’un des deux
copy-both = Les deux moments dans le lecteur
key-copy-modes = côte à côte, alternance
screen-question = Est-ce un écran filmé ?
figure-is-interface = Est-ce une vue d’un logiciel ?
figure-is-logo = Est-ce un logo ?
figure-is-neither = N’est-ce ni une vue d’un logiciel ni un logo ?
figure-is-usable = Est-ce une vue d’un logiciel ou un logo ?
figure-shows = Montre, selon la machine
figure-interface = une vue d’un logiciel
figure-logo = un logo
figure-neither = ni une vue d’un logiciel ni un logo
figure-unclear = les mesures ne tranchent pas
figure-caption = Légende
