// Command main lets golang.org/x/mod's sumdb packages, which are not ours, open notes and check proofs that Swift made,
// and make notes and proofs for Swift to check.
//
// It reads one JSON request from standard input and writes one JSON answer to standard output. Run it with
//
//	GO111MODULE=off GOPATH=/usr/share/gocode go run main.go
package main

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"os"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A proof is an inclusion proof (Hash is that of leaf Index) or a consistency proof (Hash is the root at size Index).
type proof struct {
	Size  int64
	Root  tlog.Hash
	Index int64
	Hash  tlog.Hash
	Path  []tlog.Hash
}

type request struct {
	// To be checked: a note with the key that signed it, and proofs.
	Key         string
	Note        string
	Inclusion   []proof
	Consistency []proof

	// To be made: the proofs of a ledger of these entries, and notes of these texts under this name.
	Entries []string
	Texts   []string
	Name    string
}

type answer struct {
	// What was checked: the text of the note, and a line for each thing that does not hold.
	Text   string
	Errors []string

	// What was made.
	Key         string
	Notes       []string
	Inclusion   []proof
	Consistency []proof
}

func main() {
	var asked request
	if err := json.NewDecoder(os.Stdin).Decode(&asked); err != nil {
		fail(err)
	}
	given := answer{Errors: []string{}, Notes: []string{}, Inclusion: []proof{}, Consistency: []proof{}}
	check(asked, &given)
	prove(asked, &given)
	sign(asked, &given)
	if err := json.NewEncoder(os.Stdout).Encode(given); err != nil {
		fail(err)
	}
}

// check opens the note and checks the proofs of the request.
func check(asked request, given *answer) {
	object := func(what string, err error) {
		if err != nil {
			given.Errors = append(given.Errors, fmt.Sprintf("%s: %v", what, err))
		}
	}
	if asked.Note != "" {
		verifier, err := note.NewVerifier(asked.Key)
		object("key", err)
		if err == nil {
			opened, err := note.Open([]byte(asked.Note), note.VerifierList(verifier))
			object("note", err)
			if err == nil {
				given.Text = opened.Text
			}
		}
	}
	for _, p := range asked.Inclusion {
		err := tlog.CheckRecord(p.Path, p.Size, p.Root, p.Index, p.Hash)
		object(fmt.Sprintf("leaf %d of %d", p.Index, p.Size), err)
	}
	for _, p := range asked.Consistency {
		err := tlog.CheckTree(p.Path, p.Size, p.Root, p.Index, p.Hash)
		object(fmt.Sprintf("from %d to %d", p.Index, p.Size), err)
	}
}

// prove makes every proof of the ledger of the request's entries.
func prove(asked request, given *answer) {
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		var hashes []tlog.Hash
		for _, index := range indexes {
			hashes = append(hashes, stored[index])
		}
		return hashes, nil
	})
	roots := make([]tlog.Hash, len(asked.Entries)+1)
	for n, entry := range asked.Entries {
		hashes, err := tlog.StoredHashes(int64(n), []byte(entry), reader)
		if err != nil {
			fail(err)
		}
		stored = append(stored, hashes...)
		size := int64(n + 1)
		if roots[size], err = tlog.TreeHash(size, reader); err != nil {
			fail(err)
		}
		for index := int64(0); index < size; index++ {
			path, err := tlog.ProveRecord(size, index, reader)
			if err != nil {
				fail(err)
			}
			leaf := tlog.RecordHash([]byte(asked.Entries[index]))
			given.Inclusion = append(given.Inclusion, proof{size, roots[size], index, leaf, path})
		}
		for old := int64(1); old <= size; old++ {
			path, err := tlog.ProveTree(size, old, reader)
			if err != nil {
				fail(err)
			}
			given.Consistency = append(given.Consistency, proof{size, roots[size], old, roots[old], path})
		}
	}
}

// sign makes a note of each text of the request, with a fresh key.
func sign(asked request, given *answer) {
	if asked.Name == "" {
		return
	}
	private, public, err := note.GenerateKey(rand.Reader, asked.Name)
	if err != nil {
		fail(err)
	}
	signer, err := note.NewSigner(private)
	if err != nil {
		fail(err)
	}
	given.Key = public
	for _, text := range asked.Texts {
		signed, err := note.Sign(&note.Note{Text: text}, signer)
		if err != nil {
			fail(err)
		}
		given.Notes = append(given.Notes, string(signed))
	}
}

// fail ends the program: the request could not be understood, or something could not be made.
func fail(err error) {
	fmt.Fprintln(os.Stderr, "error:", err)
	os.Exit(1)
}
