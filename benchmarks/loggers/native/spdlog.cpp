// What spdlog takes for a record, one thread, to a file:
//
//   spdlog SCENARIO RECORDS ROUNDS PATH        prints JSON: ns a record, of each round
//
// The lines of the last round stay in the file.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/spdlog.h>
#include <string>

namespace {

const char* const METHODS[] = {"GET", "POST", "PUT", "DELETE"};
constexpr int WRAP = 200000;

void log_all(spdlog::logger& log, const std::string& scenario, int records) {
  if (scenario == "message") {
    for (int i = 0; i < records; i++) log.info("hello world");
  } else if (scenario == "integers") {
    for (int i = 0; i < records; i++) {
      const int n = i % WRAP;
      log.info("first argument: {}, second: {}, third: {}", n * 7919, n * 31, n);
    }
  } else {
    // It has no fields: this is how programs write JSON with it, the rest of the object in its pattern.
    for (int i = 0; i < records; i++) {
      log.info(R"("msg":"request done","method":"{}","status":{},"ms":{})", METHODS[i & 3],
               200 + (i & 7), i);
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return 2;
  const std::string scenario = argv[1];
  const int records = std::atoi(argv[2]);
  const int rounds = std::atoi(argv[3]);
  for (int round = 0; round < rounds; round++) {
    auto sink = std::make_shared<spdlog::sinks::basic_file_sink_st>(argv[4], true);
    spdlog::logger log("app", sink);
    log.set_pattern(scenario == "fields"
                        ? R"({"level":"%l","time":"%Y-%m-%dT%H:%M:%S.%e%z","pid":%P,%v})"
                        : "%Y-%m-%dT%H:%M:%S.%e%z\t%P\t%l\t%v");
    const auto start = std::chrono::steady_clock::now();
    log_all(log, scenario, records);
    log.flush();
    const std::chrono::duration<double, std::nano> taken = std::chrono::steady_clock::now() - start;
    std::printf("%s%f", round == 0 ? "[" : ",", taken.count() / records);
  }
  std::puts("]");
}
