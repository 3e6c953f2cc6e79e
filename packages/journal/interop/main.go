// Command interop verifies the log of a journal with programs that know nothing of Millwright: the Go team's
// golang.org/x/mod/sumdb/{note,tlog} and the checker of github.com/transparency-dev/tessera.
//
//	go run . FOLDER VERIFIER_KEY
//
// FOLDER holds "checkpoint" and "tile/". Exit code 0: the signature, every tile, every entry and proofs of inclusion and of
// consistency hold.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/transparency-dev/merkle/rfc6962"
	"github.com/transparency-dev/tessera/api"
	"github.com/transparency-dev/tessera/client"
	"github.com/transparency-dev/tessera/fsck"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: go run . FOLDER VERIFIER_KEY")
		os.Exit(2)
	}
	if err := verify(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func verify(folder, key string) error {
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return fmt.Errorf("verifier key: %w", err)
	}
	message, err := os.ReadFile(filepath.Join(folder, "checkpoint"))
	if err != nil {
		return err
	}
	opened, err := note.Open(message, note.VerifierList(verifier))
	if err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	var origin, root string
	var size int64
	if _, err := fmt.Sscanf(opened.Text, "%s\n%d\n%s\n", &origin, &size, &root); err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	hash, err := tlog.ParseHash(root)
	if err != nil {
		return err
	}
	proofs, err := checkProofs(folder, tlog.Tree{N: size, Hash: hash})
	if err != nil {
		return fmt.Errorf("golang.org/x/mod: %w", err)
	}
	fmt.Printf("golang.org/x/mod: checkpoint of %s, %d entries, %d proofs hold\n", origin, size, proofs)

	check := fsck.New(origin, verifier, client.FileFetcher{Root: folder}, leafHashes, fsck.Opts{N: 2})
	if err := check.Check(context.Background()); err != nil {
		return fmt.Errorf("tessera fsck: %w", err)
	}
	fmt.Println("tessera fsck: every entry bundle and tile gives the signed root")
	return nil
}

// leafHashes gives the leaf hashes of an entry bundle.
func leafHashes(bundle []byte) ([][]byte, error) {
	parsed := &api.EntryBundle{}
	if err := parsed.UnmarshalText(bundle); err != nil {
		return nil, err
	}
	hashes := make([][]byte, 0, len(parsed.Entries))
	for _, entry := range parsed.Entries {
		hashes = append(hashes, rfc6962.DefaultHasher.HashLeaf(entry))
	}
	return hashes, nil
}

// checkProofs checks a proof of inclusion for some hundred entries and of consistency with some hundred earlier sizes.
func checkProofs(folder string, tree tlog.Tree) (int, error) {
	reader := tlog.TileHashReader(tree, tiles(folder))
	step := max(1, tree.N/200)
	proofs := 0
	for n := int64(0); n < tree.N; n += step {
		leaves, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, n)})
		if err != nil {
			return proofs, err
		}
		proof, err := tlog.ProveRecord(tree.N, n, reader)
		if err != nil {
			return proofs, err
		}
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, n, leaves[0]); err != nil {
			return proofs, fmt.Errorf("entry %d: %w", n, err)
		}
		earlier, err := tlog.TreeHash(n+1, reader)
		if err != nil {
			return proofs, err
		}
		growth, err := tlog.ProveTree(tree.N, n+1, reader)
		if err != nil {
			return proofs, err
		}
		if err := tlog.CheckTree(growth, tree.N, tree.Hash, n+1, earlier); err != nil {
			return proofs, fmt.Errorf("size %d: %w", n+1, err)
		}
		proofs += 2
	}
	return proofs, nil
}

// tiles reads hash tiles as tlog-tiles names them: like tlog.Tile, without the height.
type tiles string

func (folder tiles) Height() int { return 8 }

func (folder tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	all := make([][]byte, 0, len(wanted))
	for _, tile := range wanted {
		name := strings.TrimPrefix(tile.Path(), "tile/8/")
		bytes, err := os.ReadFile(filepath.Join(string(folder), "tile", name))
		if errors.Is(err, os.ErrNotExist) && tile.W < 256 {
			full := tile
			full.W = 256
			name = strings.TrimPrefix(full.Path(), "tile/8/")
			bytes, err = os.ReadFile(filepath.Join(string(folder), "tile", name))
		}
		if err != nil {
			return nil, err
		}
		if len(bytes) < tile.W*tlog.HashSize {
			return nil, fmt.Errorf("%s has %d bytes", name, len(bytes))
		}
		all = append(all, bytes[:tile.W*tlog.HashSize])
	}
	return all, nil
}

func (folder tiles) SaveTiles([]tlog.Tile, [][]byte) {}
