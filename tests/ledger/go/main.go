// Checks a log of ours with Go's own transparency-log library (golang.org/x/mod/sumdb, as
// Debian packages it), which nobody here wrote. This file only finds the bytes.
//
//	ledgercheck log FOLDER VKEY             every tile and entry, up to the signed head
//	ledgercheck grows FOLDER VKEY OLDER     the log extends an older checkpoint file
//	ledgercheck receipt FILE VKEY [INDEX]   a tlog-proof; INDEX: the one it is said to be of
package main

import (
	"bufio"
	"bytes"
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

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "refused:", err)
		os.Exit(1)
	}
}

func head(text []byte, vkey string) tlog.Tree {
	verifier, err := note.NewVerifier(vkey)
	must(err)
	opened, err := note.Open(text, note.VerifierList(verifier))
	must(err)
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() {
		must(fmt.Errorf("not a head of this log: %q", opened.Text))
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	root, err := tlog.ParseHash(lines[2])
	must(err)
	return tlog.Tree{N: size, Hash: root}
}

// Tiles out of a folder laid out by c2sp.org/tlog-tiles, which has no height in its paths.
type folder struct{ at string }

func (f folder) Height() int { return 8 }

func (f folder) path(t tlog.Tile) string {
	return filepath.Join(f.at, "tile", strings.TrimPrefix(t.Path(), "tile/8/"))
}

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, t := range tiles {
		data, err := os.ReadFile(f.path(t))
		if err != nil {
			return nil, err
		}
		if len(data) != t.W*tlog.HashSize {
			return nil, fmt.Errorf("%s: %d bytes", t.Path(), len(data))
		}
		all = append(all, data)
	}
	return all, nil
}

func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}

func (f folder) entries(n int64, width int) [][]byte {
	t := tlog.Tile{H: 8, L: 0, N: n, W: width}
	path := strings.Replace(f.path(t), "/tile/0/", "/tile/entries/", 1)
	data, err := os.ReadFile(path)
	must(err)
	var all [][]byte
	for len(data) >= 2 {
		size := int(binary.BigEndian.Uint16(data))
		if len(data) < 2+size {
			break
		}
		all = append(all, data[2:2+size])
		data = data[2+size:]
	}
	if len(data) != 0 || len(all) != width {
		must(fmt.Errorf("%s: %d entries and %d bytes more", path, len(all), len(data)))
	}
	return all
}

func checkLog(at, vkey string) {
	text, err := os.ReadFile(filepath.Join(at, "checkpoint"))
	must(err)
	tree := head(text, vkey)
	files := folder{at}
	reader := tlog.TileHashReader(tree, files)
	for from := int64(0); from < tree.N; from += 256 {
		width := int(tree.N - from)
		if width > 256 {
			width = 256
		}
		var indexes []int64
		for i := 0; i < width; i++ {
			indexes = append(indexes, tlog.StoredHashIndex(0, from+int64(i)))
		}
		hashes, err := reader.ReadHashes(indexes) // the library proves each tile against the head
		must(err)
		for i, entry := range files.entries(from/256, width) {
			if tlog.RecordHash(entry) != hashes[i] {
				must(fmt.Errorf("entry %d is not what the tree holds", from+int64(i)))
			}
		}
	}
	// All that is published above must be there and right, whether or not it was needed.
	for _, t := range tlog.NewTiles(8, 0, tree.N) {
		if t.W < 256 && t.N*256+int64(t.W) != tree.N>>(8*uint(t.L)) {
			continue // a partial tile of a smaller head, which need not be kept
		}
		data, err := files.ReadTiles([]tlog.Tile{t})
		must(err)
		again, err := tlog.ReadTileData(t, reader)
		must(err)
		if !bytes.Equal(again, data[0]) {
			must(fmt.Errorf("%s differs from what the entries make", t.Path()))
		}
	}
	if tree.N > 0 {
		proof, err := tlog.ProveRecord(tree.N, tree.N/2, reader)
		must(err)
		entry := files.entries(tree.N/2/256, widthOf(tree.N, tree.N/2/256))[tree.N/2%256]
		must(tlog.CheckRecord(proof, tree.N, tree.Hash, tree.N/2, tlog.RecordHash(entry)))
	}
	fmt.Printf("good: %d entries\n", tree.N)
}

func widthOf(size, n int64) int {
	if (n+1)*256 <= size {
		return 256
	}
	return int(size % 256)
}

func checkGrows(at, vkey, older string) {
	text, err := os.ReadFile(filepath.Join(at, "checkpoint"))
	must(err)
	now := head(text, vkey)
	text, err = os.ReadFile(older)
	must(err)
	then := head(text, vkey)
	proof, err := tlog.ProveTree(now.N, then.N, tlog.TileHashReader(now, folder{at}))
	must(err)
	must(tlog.CheckTree(proof, now.N, now.Hash, then.N, then.Hash))
	fmt.Printf("good: %d grew to %d\n", then.N, now.N)
}

func checkReceipt(file, vkey, said string) {
	data, err := os.ReadFile(file)
	must(err)
	top, checkpoint, found := bytes.Cut(data, []byte("\n\n"))
	if !found {
		must(fmt.Errorf("no checkpoint in it"))
	}
	lines := bufio.NewScanner(bytes.NewReader(top))
	lines.Buffer(nil, 1<<20)
	var entry []byte
	var index int64 = -1
	var proof tlog.RecordProof
	for n := 0; lines.Scan(); n++ {
		line := lines.Text()
		switch {
		case n == 0 && line == "c2sp.org/tlog-proof@v1":
		case n == 1 && strings.HasPrefix(line, "extra "):
			entry, err = base64.StdEncoding.Strict().DecodeString(line[6:])
			must(err)
		case n <= 2 && index < 0 && strings.HasPrefix(line, "index "):
			index, err = strconv.ParseInt(line[6:], 10, 64)
			must(err)
		default:
			hash, err := tlog.ParseHash(line)
			must(err)
			proof = append(proof, hash)
		}
	}
	if said != "" {
		index, err = strconv.ParseInt(said, 10, 64)
		must(err)
	}
	tree := head(checkpoint, vkey)
	must(tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entry)))
	fmt.Printf("good: entry %d of %d\n", index, tree.N)
}

func main() {
	args := append(os.Args[1:], "", "")
	switch {
	case args[0] == "log" && len(os.Args) == 4:
		checkLog(args[1], args[2])
	case args[0] == "grows" && len(os.Args) == 5:
		checkGrows(args[1], args[2], args[3])
	case args[0] == "receipt" && len(os.Args) >= 4:
		checkReceipt(args[1], args[2], args[3])
	default:
		fmt.Fprintln(os.Stderr, "usage: ledgercheck log|grows|receipt ...")
		os.Exit(2)
	}
}
