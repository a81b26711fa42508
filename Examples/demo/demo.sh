#!/bin/sh
# The main job, from identity to verdict, on Examples/remise. `make demo` runs it; so can you:
#
#     sh Examples/demo/demo.sh [path to the scelle binary]
#
# Everything is written under .demo/, begun anew each time, and nothing outside it is touched. Each step says what it
# does, runs one command, and asserts that command's exit status; another status ends the demonstration with status 1.

set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
scelle=${1:-$root/.build/release/scelle}
case $scelle in /*) ;; *) scelle=$(pwd)/$scelle ;; esac
[ -x "$scelle" ] || { echo "error: $scelle: no such program; run make build" >&2; exit 1; }

demo=$root/.demo
case=$demo/dossier
folder=$demo/remise-au-greffe
state=$demo/DEMONSTRATION-autorite
policy=$demo/DEMONSTRATION-politique.toml
phrase=$demo/phrase-secrete.txt
authority=

# Two languages would only confuse here: the demonstration speaks French.
export LANG=C.UTF-8 SCELLE_HOME="$demo/maison"
unset LC_ALL LC_MESSAGES LANGUAGE SCELLE_CASE

finish() {
    [ -z "$authority" ] || kill "$authority" 2>/dev/null || :
}
trap finish EXIT
trap 'exit 1' HUP INT PIPE TERM

# say WORDS...: one line of narration a word.
say() { printf '\n'; printf '  %s\n' "$@"; printf '\n'; }

title() { printf '\n%s\n%s\n' "== $1" "$(printf '%*s' 78 '' | tr ' ' '-')"; }

# expect STATUS COMMAND...: shows the command, runs it, and requires that status. Its output is kept in $demo/sortie.txt.
expect() {
    wanted=$1
    shift 2
    {
        printf '$ scelle'
        for word in "$@"; do
            printf ' %s' "$(printf '%s' "$word" | sed "s|$root/||g; /[^A-Za-z0-9_./:@=,+-]/s/.*/'&'/")"
        done
        printf '\n'
    } | fold -s -w 76 | sed '2,$s/^/    /'
    got=0
    "$scelle" "$@" >"$demo/sortie.txt" 2>&1 </dev/null || got=$?
    cat "$demo/sortie.txt"
    printf '  [code de sortie %s]\n' "$got"
    [ "$got" -eq "$wanted" ] || { echo "error: exit status $got where $wanted was expected" >&2; exit 1; }
}

# shows TEXT: requires that the last command said it.
shows() {
    grep -qF -- "$1" "$demo/sortie.txt" || { echo "error: the output does not say: $1" >&2; exit 1; }
}

rm -rf "$demo"
mkdir -p "$demo"
(umask 077 && echo 'une phrase de démonstration, à ne jamais reprendre' >"$phrase")

title "DÉMONSTRATION - personnes, comptes et captures sont inventés"
say "Une cliente remet sept fichiers : captures d'écran, exports de discussion," \
    "un courriel, ses notes. On les scelle, on remet un dossier, et quelqu'un" \
    "d'autre le vérifie."

title "1. Une autorité d'horodatage, dans un autre processus"
say "Elle répond en RFC 3161 sur cette machine. Comme son horloge est à nous," \
    "elle ne prouve rien : tout ce qu'elle touche est marqué DÉMONSTRATION."
python3 "$root/Examples/demo/authority.py" --state "$state" --port-file "$state.port" &
authority=$!
waited=0
until [ -s "$state.port" ]; do
    kill -0 "$authority" 2>/dev/null || { echo "error: the authority did not start" >&2; exit 1; }
    waited=$((waited + 1))
    [ "$waited" -lt 100 ] || { echo "error: the authority did not answer within 20 seconds" >&2; exit 1; }
    sleep 0.2
done
url=http://127.0.0.1:$(cat "$state.port")/

title "2. Une identité"
say "Une clé pour signer, une autre pour déchiffrer. Le nom du certificat sort" \
    "avec chaque dossier remis : un pseudonyme est permis."
expect 0 scelle identity new demo --common-name 'DÉMONSTRATION - Me Exemple' \
    --organization 'DÉMONSTRATION - Cabinet Exemple' --passphrase-file "$phrase"

title "3. Un dossier et son registre"
expect 0 scelle init "$case" --title 'Camille c. Vedette (exemple)' --tsa "$url" --no-recovery \
    --passphrase-file "$phrase"

title "4. Le scellement"
say "Chaque fichier est copié chiffré, relu, comparé, signé et inscrit. Les faits" \
    "déclarés restent des déclarations. Un horodatage couvre le tout."
expect 0 scelle seal -C "$case" "$root/Examples/remise" \
    --from 'Camille Exemple' --received-via 'clé USB' --device 'téléphone de Camille (exemple)' \
    --platform 'réseau exemple' --account '@exemple_vedette' \
    --url 'https://reseau.exemple.invalid/@exemple_vedette' --captured-at 2020-06-17 --state entière \
    --no-minor-imagery -o "$demo/recu" --passphrase-file "$phrase"

title "5. Ce que le dossier contient"
say "Sans phrase secrète, on ne voit que des identifiants."
expect 0 scelle list -C "$case"
say "Avec elle, les noms."
expect 0 scelle list -C "$case" --names --passphrase-file "$phrase"
shows IMG_0412.PNG

title "6. La remise"
say "Un dossier qui s'ouvre d'un double-clic, et un conteneur qui se suffit."
expect 0 scelle bundle -C "$case" -o "$folder" --no-encryption --passphrase-file "$phrase"
(cd "$folder" && ls . Pieces) | sed 's/^/    /'
say "Sans aucun logiciel à nous, les empreintes se recalculent :"
(cd "$folder" && sha256sum -c EMPREINTES.sha256)

title "7. Quelqu'un d'autre vérifie, sans rien savoir"
say "Rien n'a changé, mais personne n'a encore dit à qui il fait confiance :" \
    "on ne le devine jamais depuis le dossier lui-même."
expect 3 scelle verify "$folder"
shows 'VÉRIFICATION INCOMPLÈTE'

title "8. Le même, avec une politique de confiance"
say "L'empreinte du certificat a été reçue autrement, sur papier ; la racine de" \
    "l'autorité aussi."
fingerprint=$(openssl x509 -in "$SCELLE_HOME/identities/demo/signing.cert.pem" -noout -fingerprint -sha256 |
    sed 's/.*=//; s/://g' | tr 'A-F' 'a-f')
{
    echo '# DÉMONSTRATION : cette politique ne vaut que pour ce dossier.'
    echo
    echo '[[signer]]'
    echo 'name = "DÉMONSTRATION - Me Exemple"'
    echo "fingerprint = \"$fingerprint\""
    echo
    echo '[[authority]]'
    echo 'name = "DÉMONSTRATION - autorité sans valeur"'
    echo 'class = "non qualifié"'
    echo "root = '''"
    cat "$state/DEMONSTRATION.root.pem"
    echo "'''"
} >"$policy"
expect 0 scelle verify "$folder" --trust "$policy"
shows CONFORME

title "9. Un seul octet change"
copy=$demo/copie-modifiee
cp -R "$folder" "$copy"
piece=$(cd "$copy/Pieces" && ls | head -n 1)
# The lowest bit of the byte in the middle of the file.
python3 - "$copy/Pieces/$piece" <<'PYTHON'
import sys
with open(sys.argv[1], "r+b") as file:
    middle = file.seek(0, 2) // 2
    file.seek(middle)
    byte = file.read(1)[0] ^ 1
    file.seek(middle)
    file.write(bytes([byte]))
PYTHON
say "Dans une copie du dossier, un bit de Pieces/$piece."
expect 1 scelle verify "$copy" --trust "$policy"
shows 'NON CONFORME'
shows "$piece"

title "C'est fait"
say "Le dossier remis :       ${folder#"$root"/}" \
    "La copie modifiée :      ${copy#"$root"/}" \
    "Le dossier de travail :  ${case#"$root"/}" \
    "" \
    "À essayer ensuite, sans ce logiciel :" \
    "  unzip -t ${folder#"$root"/}/*.asice" \
    "  less ${folder#"$root"/}/01_Bordereau.txt" \
    "" \
    "et avec lui :" \
    "  export SCELLE_HOME=${SCELLE_HOME#"$root"/}" \
    "  .build/release/scelle log -C ${case#"$root"/}" \
    "  .build/release/scelle audit -C ${case#"$root"/} \\" \
    "      --trust ${policy#"$root"/} \\" \
    "      --passphrase-file ${phrase#"$root"/}" \
    "" \
    "Ce que cela prouve, et ce que cela ne prouve pas : README.md."
