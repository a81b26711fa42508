/// The program within `Verification/COMMENT_VERIFIER.txt`, for a POSIX shell with OpenSSL 3.0 and what every system has.
///
/// `{name}` stands for a sentence of the catalogue, `document.guide.<name>`; a line `# {name}` becomes a comment of as many
/// lines as the sentence takes. Sentences stand between double quotes of the shell or in formats of its `printf`: none holds
/// `"`, `$`, `%`, a backslash or a backquote, but for comments.
///
/// It must run in dash with Debian's tools and mawk: no arrays, no `local`, no `pipefail`, no `gensub`.
enum VerificationScript {
    /// The text, with its placeholders.
    static let template = ##"""
        set -u
        LC_ALL=C
        export LC_ALL
        umask 077

        failed=0
        tell() { printf '%s\n' "$1"; }
        passed() { printf '{ok}     %s\n' "$1"; }
        refused() {
            printf '{bad}  %s\n' "$1"
            [ -z "${2-}" ] || printf '           %s\n' "$2"
            failed=1
        }
        # verdict TEXT STATUS [DETAIL]
        verdict() { if [ "$2" = 0 ]; then passed "$1"; else refused "$1" "${3-}"; fi; }
        stop() {
            printf '{bad}  %s\n' "$1"
            exit 2
        }

        [ -n "${SIGNER-}" ] && [ -n "${ROOT-}" ] ||
            stop "{needVariables}"
        [ -r "$SIGNER" ] && [ -r "$ROOT" ] ||
            stop "{needFiles}"
        [ -f META-INF/ASiCManifest001.xml ] ||
            stop "{needFolder}"
        case $(openssl version) in
            'OpenSSL '[3-9].* | 'OpenSSL '[1-9][0-9].*) ;;
            *) stop "{needOpenSSL}" ;;
        esac
        work=$(mktemp -d) || exit 2
        trap 'rm -rf "$work"' EXIT
        trap 'exit 2' HUP INT TERM

        if command -v sha256sum > "$work/which"; then
            sums() { sha256sum "$@"; }
        else
            sums() { shasum -a 256 "$@"; }
        fi
        sha256() { openssl dgst -sha256 -binary; }
        base64url() { openssl base64 -A | tr '/+' '_-' | tr -d '='; }

        # hex(T): 43 characters of base64 or base64url, a SHA-256, as 64 digits.
        functions='
        function value(t, i) {
            return index("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz" \
                "0123456789+/", substr(t, i, 1)) - 1
        }
        function hex(t,    i, h) {
            gsub(/-/, "+", t)
            gsub(/_/, "/", t)
            for (i = 1; i < 43; i += 2)
                h = h sprintf("%03x", 64 * value(t, i) + value(t, i + 1))
            return h sprintf("%x", int(value(t, 43) / 4))
        }
        function digit(c) { return index("0123456789ABCDEF", c) - 1 }
        function plain(u,    p, t) {
            while ((p = index(u, "%")) > 0) {
                t = t substr(u, 1, p - 1) sprintf("%c", \
                    16 * digit(substr(u, p + 1, 1)) + digit(substr(u, p + 2, 1)))
                u = substr(u, p + 3)
            }
            return t u
        }'

        # {comment1}
        status=0
        line='^[0-9a-f]{64}  Pieces/[A-Za-z0-9_-]+([.][A-Za-z0-9]+)?$'
        if grep -Evq "$line" EMPREINTES.sha256; then
            status=1
        elif [ -s EMPREINTES.sha256 ]; then
            sums -c EMPREINTES.sha256 > "$work/out" 2>&1 || status=1
        fi
        verdict "1. {step1}" "$status"
        [ "$status" = 0 ] || grep -v ': OK$' "$work/out" 2> "$work/err"

        # {comment2}
        awk "$functions"'
            NR == 1 { bad += $0 != "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"; next }
            NR == 2 {
                bad += $0 !~ /^<asic:ASiCManifest xmlns:asic="[^"]*" xmlns:ds="[^"]*">$/
                next
            }
            NR == 3 {
                bad += $0 != " <asic:SigReference URI=\"META-INF/signature001.p7s\"" \
                    " MimeType=\"application/pkcs7-signature\"/>"
                next
            }
            ended { bad++ }
            $0 == "</asic:ASiCManifest>" && NR % 3 == 1 { ended = 1; next }
            NR % 3 == 1 {
                bad += split($0, part, "\"") != 5 || part[3] != " MimeType="
                bad += part[1] != " <asic:DataObjectReference URI=" || part[5] != ">"
                name = plain(part[2])
                bad += name !~ /^[A-Za-z0-9_ .,()@=+~\/-]+$/ || name ~ /^\//
                bad += name ~ /(^|\/)[.][.]?(\/|$)/ || seen[name]++
            }
            NR % 3 == 2 {
                bad += index($0, "  <ds:DigestMethod Algorithm=\"http://www.w3.org/" \
                    "2001/04/xmlenc#sha256\"/><ds:DigestValue>") != 1
                digest = $0
                sub(/.*<ds:DigestValue>/, "", digest)
                bad += digest !~ /^[A-Za-z0-9+\/]*=<\/ds:DigestValue>$/
                bad += index(digest, "=") != 44
                print hex(digest) "  " name
            }
            NR % 3 == 0 { bad += $0 != " </asic:DataObjectReference>" }
            END { exit bad > 0 || !ended }
        ' META-INF/ASiCManifest001.xml > "$work/manifest"
        status=$?
        [ "$status" != 0 ] || sums -c "$work/manifest" > "$work/out" 2>&1 || status=1
        grep '^[0-9a-f]*  Pieces/' "$work/manifest" | sort > "$work/pieces"
        sort EMPREINTES.sha256 > "$work/listed"
        cmp -s "$work/pieces" "$work/listed" || status=1
        verdict "2. {step2}" "$status"
        [ "$status" = 0 ] || grep -v ': OK$' "$work/out" 2> "$work/err"

        {
            sed 's/^[0-9a-f]*  //' "$work/manifest"
            printf '%s\n' mimetype META-INF/ASiCManifest001.xml \
                META-INF/signature001.p7s
        } | sort > "$work/expected"
        find . ! -type d | sed 's|^[.]/||' | sort > "$work/present"
        status=0
        cmp -s "$work/expected" "$work/present" || status=1
        printf 'application/vnd.etsi.asic-e+zip' | cmp -s - mimetype || status=1
        verdict "2. {step2files}" "$status"
        [ "$status" = 0 ] || comm -3 "$work/expected" "$work/present"

        # {comment3}
        for file in Verification/certificates/*.pem; do
            openssl x509 -in "$file" >> "$work/all.pem" 2>> "$work/err"
        done
        # stamped TOKEN DATA: {commentStamped}
        stamped() {
            time=$(openssl ts -reply -token_in -in "$1" -text 2>> "$work/err" | awk '
                /^Time stamp: / {
                    m = (index("JanFebMarAprMayJunJulAugSepOctNovDec", $3) + 2) / 3
                    y = $6
                    split($5, t, ":")
                    if (m < 3) { m += 12; y-- }
                    days = 365 * y + int(y / 4) - int(y / 100) + int(y / 400) \
                        + int((153 * (m - 3) + 2) / 5) + $4 - 719469
                    printf "%.0f\n", 86400 * days + 3600 * t[1] + 60 * t[2] + int(t[3])
                }')
            [ -n "$time" ] && openssl ts -verify -token_in -in "$1" -data "$2" \
                -CAfile "$ROOT" -untrusted "$work/all.pem" -attime "$time" \
                >> "$work/err" 2>&1
        }
        status=0
        : > "$work/times"
        for token in Verification/checkpoints/*.tst; do
            name=${token##*/}
            size=${name%%.*}
            if stamped "$token" "Verification/checkpoints/$size"; then
                printf '%s %s\n' "$size" "$time" >> "$work/times"
            else
                refused "3. {step3token}" "$token"
                status=1
            fi
        done
        [ "$status" != 0 ] || [ -s "$work/times" ] || status=1
        verdict "3. {step3}" "$status"

        # {comment4}
        openssl asn1parse -inform DER -in META-INF/signature001.p7s |
            sed 's/:d=/ /; s/hl=//; s/ l=/ /' | awk '
            # offset depth header length, as "  123 5 4 1000 cons: SET"
            { sub(/^ */, ""); split($0, part, /[ :=]+/) }
            / prim: OCTET STRING/ && !depth { value = part[1] + part[3] " " part[4] }
            /:id-smime-aa-timeStampToken/ && !depth {
                depth = part[2]
                print value
                next
            }
            depth && / cons: SEQUENCE/ && part[2] == depth + 1 && !found {
                found = 1
                print part[1], part[3] + part[4]
            }' > "$work/places"
        # cut OFFSET LENGTH
        cut_out() { tail -c +$(($1 + 1)) META-INF/signature001.p7s | head -c "$2"; }
        status=1
        at=
        if [ "$(awk 'END { print NR }' "$work/places")" = 2 ]; then
            {
                read -r offset length
                cut_out "$offset" "$length" > "$work/value"
                read -r offset length
                cut_out "$offset" "$length" > "$work/token"
            } < "$work/places"
            if stamped "$work/token" "$work/value"; then
                status=0
                at=$time
            fi
        fi
        verdict "4. {step4stamp}" "$status"

        openssl x509 -in "$SIGNER" > "$work/signer.pem" 2>> "$work/err"
        # cades CERTIFICATE TIME OPTION...: {commentCades}
        cades() {
            only=$1
            if [ -n "$2" ]; then moment="-attime $2"; else moment=; fi
            shift 2
            # {commentUnquoted}
            openssl cms -verify -cades -binary -inform DER "$@" -certfile "$only" \
                -nointern -CAfile "$only" -no-CApath -no-CAstore -partial_chain \
                -purpose any $moment 2>> "$work/err"
        }
        cades "$work/signer.pem" "$at" -in META-INF/signature001.p7s \
            -content META-INF/ASiCManifest001.xml > "$work/out"
        verdict "4. {step4}" $?

        # {comment5}
        mkdir "$work/said"
        entries=0
        status=0
        for entry in Verification/entries/*.p7m; do
            name=${entry##*/}
            name=${name%.p7m}
            index=$(printf '%s\n' "$name" | sed 's/^0*\(.\)/\1/')
            said=$work/said/$index
            actor=$(tr -cd '[:print:]' < "$entry" |
                sed -n 's/.*{"actor":"\([A-Za-z0-9_-]\{43\}\)",.*/\1/p')
            digest=$(awk -v t="$actor" "$functions"' BEGIN { print hex(t) }')
            certificate=Verification/certificates/$digest.pem
            time=$(awk -v i="$index" '
                $1 > i && (t == "" || $2 < t) { t = $2 }
                END { print t }' "$work/times")
            if [ -n "$time" ] && [ -f "$certificate" ] &&
                [ "$(openssl x509 -in "$certificate" -outform DER | sha256 |
                    base64url)" = "$actor" ] &&
                cades "$certificate" "$time" -in "$entry" > "$said" &&
                grep -q "^{\"actor\":\"$actor\"," "$said" &&
                grep -q ",\"index\":$index,\"kind\":\"" "$said"
            then
                entries=$((entries + 1))
                printf '%s\n' "$digest" >> "$work/actors"
            else
                refused "5. {step5entry}" "$entry"
                status=1
            fi
        done
        [ "$status" != 0 ] || [ "$entries" -gt 0 ] || status=1
        verdict "5. {step5} ($entries)" "$status"
        signer=$(openssl x509 -in "$work/signer.pem" -outform DER | sha256 | base64url)
        signer=$(awk -v t="$signer" "$functions"' BEGIN { print hex(t) }')
        sort -u "$work/actors" 2>> "$work/err" | while read -r digest; do
            [ "$digest" = "$signer" ] || printf '{note}   %s\n           %s\n' \
                "5. {step5others}" \
                "$digest"
        done

        # {comment6}
        included() {
            { printf '\000'; cat "$2"; } | sha256 > "$work/node"
            [ "$(sed -n 1p "$1")" = c2sp.org/tlog-proof@v1 ] || return 1
            [ "$(sed -n 2p "$1")" = "index $3" ] || return 1
            sed '1,/^$/d' "$1" | sed -n 1,3p > "$work/head"
            size=$(sed -n 2p "$work/head")
            root=$(sed -n 3p "$work/head")
            sed -n 1,3p "Verification/checkpoints/$size" | cmp -s - "$work/head" ||
                return 1
            grep -q "^$size " "$work/times" || return 1
            fn=$3
            sn=$((size - 1))
            [ "$fn" -le "$sn" ] || return 1
            for hash in $(sed -e '1,2d' -e '/^$/,$d' "$1"); do
                [ "$sn" -gt 0 ] || return 1
                printf '%s' "$hash" | openssl base64 -d -A > "$work/side"
                [ "$(($(wc -c < "$work/side")))" = 32 ] || return 1
                if [ $((fn % 2)) = 1 ] || [ "$fn" = "$sn" ]; then
                    set -- "$1" "$2" "$3" side node
                    while [ $((fn % 2)) = 0 ] && [ "$fn" != 0 ]; do
                        fn=$((fn / 2))
                        sn=$((sn / 2))
                    done
                else
                    set -- "$1" "$2" "$3" node side
                fi
                { printf '\001'; cat "$work/$4" "$work/$5"; } | sha256 > "$work/next"
                mv "$work/next" "$work/node"
                fn=$((fn / 2))
                sn=$((sn / 2))
            done
            [ "$sn" = 0 ] && [ "$(openssl base64 -A < "$work/node")" = "$root" ]
        }
        status=0
        for entry in Verification/entries/*.p7m; do
            name=${entry##*/}
            name=${name%.p7m}
            index=$(printf '%s\n' "$name" | sed 's/^0*\(.\)/\1/')
            if ! included "Verification/proofs/$name.tlog-proof" "$entry" "$index" \
                2>> "$work/err"
            then
                refused "6. {step6entry}" "$entry"
                status=1
            fi
        done
        verdict "6. {step6}" "$status"

        # {comment7}
        tr '}' '\n' < Verification/bundle.json |
            sed -n 's/.*"exhibit":"\([0-9a-f]*\)".*"path":"\([^"]*\)".*/\1 \2/p' \
                > "$work/pieces"
        tr ']' '\n' < Verification/disclosures.json | tr '{["' '   ' |
            tr ':,' '  ' | awk 'NF > 1 { print $1, $2 }' > "$work/first"
        : > "$work/tied"
        while read -r index text; do
            case $((${#text} % 4)) in
                2) pad='==' ;;
                3) pad='=' ;;
                *) pad= ;;
            esac
            content=$(printf '%s%s' "$text" "$pad" | tr '_-' '/+' |
                openssl base64 -d -A | tr -cd '[:print:]' |
                sed -n 's/^\["[A-Za-z0-9_-]*","content",{"digests":\(.*\)/\1/p' |
                sed -n 's/^{"sha256":"\([A-Za-z0-9_-]\{43\}\)"},.*/\1/p')
            [ -n "$content" ] && [ -f "$work/said/$index" ] || continue
            commitment=$(printf '%s' "$text" | sha256 | base64url)
            grep -q "\"content\":\"$commitment\"" "$work/said/$index" || continue
            grep -q ',"kind":"exhibit.sealed@1",' "$work/said/$index" || continue
            exhibit=$(sed -n 's/.*,"exhibit":"\([0-9a-f]*\)",.*/\1/p' \
                "$work/said/$index")
            digest=$(awk -v t="$content" "$functions"' BEGIN { print hex(t) }')
            awk -v e="$exhibit" -v d="$digest" \
                'e != "" && $1 == e { print d "  " $2 }' "$work/pieces" >> "$work/tied"
        done < "$work/first"
        sort "$work/tied" > "$work/sealed"
        status=0
        cmp -s "$work/sealed" "$work/listed" || status=1
        verdict "7. {step7}" "$status"
        [ "$status" = 0 ] || comm -3 "$work/sealed" "$work/listed"

        printf '\n'
        if [ "$failed" = 0 ]; then
            tell "{allPassed}"
        else
            tell "{notAllPassed}"
        fi
        tell "{notChecked}"
        exit "$failed"
        """##
}
