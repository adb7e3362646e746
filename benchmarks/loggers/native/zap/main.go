// What zap takes for a record, to a file through its buffer:
//
//	zap SCENARIO RECORDS ROUNDS PATH        prints JSON: ns a record, of each round
//
// The lines of the last round stay in the file.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

const wrap = 200000

var methods = [...]string{"GET", "POST", "PUT", "DELETE"}

func main() {
	scenario, path := os.Args[1], os.Args[4]
	records, _ := strconv.Atoi(os.Args[2])
	rounds, _ := strconv.Atoi(os.Args[3])

	config := zap.NewProductionEncoderConfig()
	config.EncodeTime = zapcore.EpochMillisTimeEncoder
	taken := make([]float64, rounds)
	for round := range taken {
		file, err := os.Create(path)
		if err != nil {
			panic(err)
		}
		buffer := &zapcore.BufferedWriteSyncer{WS: file, Size: 64 << 10}
		log := zap.New(zapcore.NewCore(zapcore.NewJSONEncoder(config), buffer, zap.InfoLevel))
		start := time.Now()
		logAll(log, scenario, records)
		buffer.Stop()
		taken[round] = float64(time.Since(start).Nanoseconds()) / float64(records)
		file.Close()
	}
	json.NewEncoder(os.Stdout).Encode(taken)
}

func logAll(log *zap.Logger, scenario string, records int) {
	switch scenario {
	case "message":
		for i := 0; i < records; i++ {
			log.Info("hello world")
		}
	case "integers":
		for i := 0; i < records; i++ {
			n := i % wrap
			log.Info(fmt.Sprintf("first argument: %d, second: %d, third: %d", n*7919, n*31, n))
		}
	default:
		for i := 0; i < records; i++ {
			log.Info("request done", zap.String("method", methods[i&3]), zap.Int("status", 200+(i&7)), zap.Int("ms", i))
		}
	}
}
