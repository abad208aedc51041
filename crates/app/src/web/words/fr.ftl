# Les textes de l’établi en français. L’autre langue a les mêmes clés : un test le vérifie.

skip = Aller au contenu
nav = Parties du dossier
nav-case = Dossier
nav-review = Examen
bar-case = Le dossier ouvert
bar-find = Chercher des mots
bar-nobody = Qui êtes-vous ?
bar-alias = Le pseudonyme sous lequel vous jugez
bar-keys = Touches de cette page
keys-title = Touches
keys-everywhere = Partout
key-help = montrer les touches
key-search = chercher
key-go = aller à une partie : dossier, examen, vidéos, écrans, produits, documents, matrice, intégrité
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
oops-busy-way = Rien n’est perdu : revenez en arrière, votre texte est encore dans le formulaire. Renvoyez-le quand l’autre travail sera fini.
oops-refused = Refusé
oops-refused-way = Rouvrez la page et renvoyez le formulaire.
oops-wrong = Ce n’est pas possible
oops-wrong-way = Revenez en arrière et corrigez ; votre texte est encore dans le formulaire.
oops-large = Trop grand
oops-large-way = Raccourcissez, ou ajoutez-le comme fichier.
oops-full = Le disque est plein
oops-full-way = Libérez de la place et recommencez. Tout ce qui a été confirmé avant est conservé.
oops-broken = Une erreur est survenue
oops-broken-way = Rien de ce qui a été confirmé n’est perdu. Réessayez ; si cela persiste, vérifiez le dossier avec : contrechamp verify
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
chance-usual = Le hasard seul donne d’aussi bonnes correspondances : cela ne prouve rien.
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
proof-rectified = Écran tel que filmé, redressé ; rien n’a été accentué
proof-inliers-what = Les traits relient les détails de la référence à ceux de l’écran qui concordent sous une même application ; dessous, l’image.
proof-frame = Image
proof-facts = Ce qui a été prouvé
proof-rival = Produit suivant
proof-no-rival = aucun ne s’en approche
proof-support = Compté avec
proof-support-what = une autre vue du produit au même endroit
proof-keyframes = Images prouvées
proof-followed = Images suivies
proof-one-of = Les indices ne distinguent pas ces produits :
open-player = ouvrir dans le lecteur
page-n = page { $n }
ballot = Votre verdict
ballot-by = Votre pseudonyme (gardé avec chaque verdict)
ballot-reason = Raison
ballot-functions = Avec un oui : ce qu’on voit de ses fonctions
seen-control = commande visible
seen-in-use = en usage
said-nothing = Personne n’a encore jugé.
blind-what = Seconde lecture : ce que d’autres ont dit reste caché jusqu’à votre jugement.
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
invite-made = Ouvrez-la dans l’autre navigateur :
styleguide = Guide de style
style-what = Chaque composant de l’établi, une fois. Les gris sont neutres, pour que les couleurs des indices se voient telles quelles ; la couleur dit ce que des personnes ont dit.
style-colours = Couleurs
style-type = Caractères
style-sample = La machine propose ; seule une personne constate.
style-link = un lien
style-acts = Actions
style-words = États
style-note = Une note : quelque chose à savoir avant de continuer.
style-note-bad = Un échec, avec la marche à suivre.
style-fields = Champs
case-in-it = Contenu
case-found = Proposé et jugé
case-found-nothing = Rien n’a été trouvé. Cela ne veut pas dire que rien n’y est.
case-proposes = La machine propose ; seule une personne constate.
case-waits = Attend une personne
case-waits-nothing = Rien n’attend.
case-failed = N’a pas pu être fait
case-empty = Ce dossier est vide
case-empty-what = Commencez par deux dossiers : des vidéos, et des brochures ou manuels. Les fichiers sont copiés et jamais modifiés.
case-empty-way = Dans un terminal, par exemple :
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
analyse-what = Fait tout ce que la machine peut pour ce qui a été ajouté ; ce qui est fait n’est pas refait.
work-now = La machine travaille
work-left = encore { $time } environ pour cette étape
work-writes = Pendant ce temps, les verdicts attendent ; regarder reste possible.
work-done = L’analyse est finie.
work-look = Voir ce qui est nouveau
work-failed = L’analyse s’est arrêtée :
work-again = Tout ce qui était fini est gardé. Relancez pour continuer.
phase-preserve = Conservation des fichiers
phase-identify = Identification des fichiers
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
