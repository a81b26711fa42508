// Command main lets golang.org/x/mod's sumdb packages, which are not ours, check the ledger that a bundle shows.
//
//	GO111MODULE=off GOPATH=/usr/share/gocode go run main.go FOLDER VKEY [WITNESS]
//
// FOLDER is an extracted container, VKEY the ledger's key, WITNESS that of a witness who cosigned every checkpoint that
// has cosignatures: sumdb's note opens them with a verifier of C2SP's cosignature/v1 that is written here. Every checkpoint is opened as a note, every entry is hashed and
// looked for in the tree of its .tlog-proof, every .consistency file is checked between its two checkpoints. The files
// are read here, from their bytes, and by none of our own code. What does not hold is printed, a line each; the last line
// counts what was checked. The exit status is 1 when something does not hold.
package main

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A head is the text of a checkpoint whose signature was verified.
type head struct {
	text string
	size int64
	root tlog.Hash
}

// A ledger is what a folder shows of one.
type ledger struct {
	folder   string
	verifier note.Verifier
	failures int
}

func main() {
	verifier, err := note.NewVerifier(os.Args[2])
	if err != nil {
		fmt.Println("key:", err)
		os.Exit(1)
	}
	shown := &ledger{folder: filepath.Join(os.Args[1], "Verification"), verifier: verifier}
	checkpoints := shown.each("checkpoints/*", shown.checkpoint)
	entries := shown.each("entries/*.p7m", shown.entry)
	consistencies := shown.each("proofs/*.consistency", shown.consistency)
	fmt.Println(checkpoints, "checkpoints,", entries, "entries,", consistencies, "consistency proofs")
	if len(os.Args) > 3 {
		witness, err := newWitness(os.Args[3])
		if err != nil {
			fmt.Println("witness:", err)
			os.Exit(1)
		}
		fmt.Println(shown.each("checkpoints/*.cosigned", func(path string) (bool, error) {
			return true, shown.cosigned(path, witness)
		}), "cosigned checkpoints")
	}
	if shown.failures > 0 {
		os.Exit(1)
	}
}

// each calls check on every file that matches the pattern and returns how many it was carried out on.
func (l *ledger) each(pattern string, check func(path string) (bool, error)) int {
	paths, err := filepath.Glob(filepath.Join(l.folder, pattern))
	if err != nil {
		panic(err)
	}
	count := 0
	for _, path := range paths {
		checked, err := check(path)
		if err != nil {
			fmt.Printf("%s: %v\n", filepath.Base(path), err)
			l.failures++
		}
		if checked {
			count++
		}
	}
	return count
}

// checkpoint opens a file whose name is a size: a note over a head of that size.
func (l *ledger) checkpoint(path string) (bool, error) {
	size, err := strconv.ParseInt(filepath.Base(path), 10, 64)
	if err != nil {
		// A token or a response.
		return false, nil
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return true, err
	}
	opened, err := l.open(content)
	if err == nil && opened.size != size {
		err = fmt.Errorf("the note is over %d entries", opened.size)
	}
	return true, err
}

// entry hashes a record and checks that it is in the tree of its proof, at the index that its name says.
func (l *ledger) entry(path string) (bool, error) {
	record, err := os.ReadFile(path)
	if err != nil {
		return true, err
	}
	number := strings.TrimSuffix(filepath.Base(path), ".p7m")
	index, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return true, err
	}
	content, err := os.ReadFile(filepath.Join(l.folder, "proofs", number+".tlog-proof"))
	if err != nil {
		return true, err
	}
	lines, checkpoint, err := split(content)
	if err != nil {
		return true, err
	}
	if len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" || lines[1] != fmt.Sprint("index ", index) {
		return true, fmt.Errorf("not a proof of %d", index)
	}
	hashes, err := parse(lines[2:])
	if err != nil {
		return true, err
	}
	opened, err := l.shown(checkpoint)
	if err != nil {
		return true, err
	}
	return true, tlog.CheckRecord(hashes, opened.size, opened.root, index, tlog.RecordHash(record))
}

// consistency checks that the larger of two checkpoints continues the smaller one.
func (l *ledger) consistency(path string) (bool, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return true, err
	}
	lines, checkpoint, err := split(content)
	if err != nil {
		return true, err
	}
	old := strings.TrimPrefix(lines[0], "old ")
	hashes, err := parse(lines[1:])
	if err != nil {
		return true, err
	}
	opened, err := l.shown(checkpoint)
	if err != nil {
		return true, err
	}
	if filepath.Base(path) != fmt.Sprintf("%s-%d.consistency", old, opened.size) {
		return true, fmt.Errorf("of other sizes than its name says")
	}
	older, err := os.ReadFile(filepath.Join(l.folder, "checkpoints", old))
	if err != nil {
		return true, err
	}
	smaller, err := l.open(older)
	if err != nil {
		return true, err
	}
	return true, tlog.CheckTree(hashes, opened.size, opened.root, smaller.size, smaller.root)
}

// A witness verifies C2SP cosignatures, cosignature/v1: a time and Ed25519 over it and the text.
type witness struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (w witness) Name() string    { return w.name }
func (w witness) KeyHash() uint32 { return w.hash }
func (w witness) Verify(text, signature []byte) bool {
	if len(signature) != 8+ed25519.SignatureSize {
		return false
	}
	time := binary.BigEndian.Uint64(signature)
	return ed25519.Verify(w.key, []byte(fmt.Sprintf("cosignature/v1\ntime %d\n%s", time, text)), signature[8:])
}

// newWitness reads a vkey of type 4.
func newWitness(vkey string) (witness, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		return witness{}, fmt.Errorf("not a vkey: %q", vkey)
	}
	typed, err := base64.StdEncoding.Strict().DecodeString(parts[2])
	if err != nil || len(typed) != 1+ed25519.PublicKeySize || typed[0] != 4 {
		return witness{}, fmt.Errorf("not the key of a witness: %q", vkey)
	}
	digest := sha256.Sum256(append([]byte(parts[0]+"\n"), typed...))
	hash := binary.BigEndian.Uint32(digest[:])
	if fmt.Sprintf("%08x", hash) != parts[1] {
		return witness{}, fmt.Errorf("the key ID is not %08x", hash)
	}
	return witness{parts[0], hash, typed[1:]}, nil
}

// cosigned opens a checkpoint with its cosignatures and requires the ledger's line, the witness's, and no other.
func (l *ledger) cosigned(path string, w witness) error {
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	opened, err := note.Open(content, note.VerifierList(l.verifier, w))
	if err != nil {
		return err
	}
	if len(opened.Sigs) != 2 || len(opened.UnverifiedSigs) != 0 || opened.Sigs[1].Name != w.name {
		return fmt.Errorf("signed by %v", opened.Sigs)
	}
	plain, err := os.ReadFile(strings.TrimSuffix(path, ".cosigned"))
	if err != nil {
		return err
	}
	same, err := l.open(plain)
	if err == nil && same.text != opened.Text {
		err = fmt.Errorf("not over the checkpoint of its name")
	}
	return err
}

// open verifies a note and reads the head it is over.
func (l *ledger) open(content []byte) (head, error) {
	opened, err := note.Open(content, note.VerifierList(l.verifier))
	if err != nil {
		return head{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != l.verifier.Name() || lines[3] != "" {
		return head{}, fmt.Errorf("not a checkpoint of %s", l.verifier.Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return head{}, err
	}
	root, err := tlog.ParseHash(lines[2])
	return head{opened.Text, size, root}, err
}

// shown opens a checkpoint that stands in a proof and requires that the bundle shows the same.
func (l *ledger) shown(content []byte) (head, error) {
	opened, err := l.open(content)
	if err != nil {
		return head{}, err
	}
	file, err := os.ReadFile(filepath.Join(l.folder, "checkpoints", fmt.Sprint(opened.size)))
	if err != nil {
		return head{}, err
	}
	same, err := l.open(file)
	if err == nil && same.text != opened.text {
		err = fmt.Errorf("two checkpoints of size %d", opened.size)
	}
	return opened, err
}

// split gives the lines before the first empty one, and the bytes after it.
func split(content []byte) ([]string, []byte, error) {
	before, after, found := strings.Cut(string(content), "\n\n")
	if !found {
		return nil, nil, fmt.Errorf("no empty line")
	}
	return strings.Split(before, "\n"), []byte(after), nil
}

// parse reads hashes, a line of base64 each.
func parse(lines []string) ([]tlog.Hash, error) {
	hashes := []tlog.Hash{}
	for _, line := range lines {
		decoded, err := base64.StdEncoding.Strict().DecodeString(line)
		if err != nil || len(decoded) != tlog.HashSize {
			return nil, fmt.Errorf("not a hash: %q", line)
		}
		var hash tlog.Hash
		copy(hash[:], decoded)
		hashes = append(hashes, hash)
	}
	return hashes, nil
}
