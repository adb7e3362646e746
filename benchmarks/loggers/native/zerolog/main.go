// What zerolog takes for a record, to a file:
//
//	zerolog SCENARIO RECORDS ROUNDS PATH [buffered [rfc3339]]    prints JSON: ns a record, of each round
//
// The time is in milliseconds, the fastest that it has, or as it comes: to the second, as in RFC 3339.
// The lines of the last round stay in the file.
package main

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"strconv"
	"time"

	"github.com/rs/zerolog"
)

const wrap = 200000

var methods = [...]string{"GET", "POST", "PUT", "DELETE"}

func main() {
	scenario, path := os.Args[1], os.Args[4]
	records, _ := strconv.Atoi(os.Args[2])
	rounds, _ := strconv.Atoi(os.Args[3])
	buffered := len(os.Args) > 5
	if len(os.Args) < 7 {
		zerolog.TimeFieldFormat = zerolog.TimeFormatUnixMs
	}

	taken := make([]float64, rounds)
	for round := range taken {
		file, err := os.Create(path)
		if err != nil {
			panic(err)
		}
		buffer := bufio.NewWriterSize(file, 64<<10)
		var to io.Writer = file
		if buffered {
			to = buffer
		}
		log := zerolog.New(to).Level(zerolog.InfoLevel).With().Timestamp().Logger()
		start := time.Now()
		logAll(&log, scenario, records)
		buffer.Flush()
		taken[round] = float64(time.Since(start).Nanoseconds()) / float64(records)
		file.Close()
	}
	json.NewEncoder(os.Stdout).Encode(taken)
}

func logAll(log *zerolog.Logger, scenario string, records int) {
	switch scenario {
	case "message":
		for i := 0; i < records; i++ {
			log.Info().Msg("hello world")
		}
	case "integers":
		for i := 0; i < records; i++ {
			n := i % wrap
			log.Info().Msgf("first argument: %d, second: %d, third: %d", n*7919, n*31, n)
		}
	default:
		for i := 0; i < records; i++ {
			log.Info().Str("method", methods[i&3]).Int("status", 200+(i&7)).Int("ms", i).Msg("request done")
		}
	}
}
