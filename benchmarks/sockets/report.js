import { ns, short } from "../report/cells.js";

/** The rows of sockets. */
export function socketRows({ tcp, unix, udp, stalled }) {
  return [
    ...rows("TCP", tcp),
    ...rows("Unix socket", unix),
    ...rows("UDP", udp.single),
    ...rows("UDP, packed", udp.packed),
    ["fastlog: message > stalled peer", ns(stalled.message), "", "dropped"],
    ["fastlog: an integer > stalled peer", ns(stalled.integer), "", "dropped"],
  ];
}

function rows(where, results) {
  return Object.entries(results).map(([name, result]) => [
    `${name} > ${where}`,
    ns(1e9 / result.rate),
    ns(result.cpu),
    compared(result).join(", "),
  ]);
}

function compared({ rate, bytes, share, loggerShare, lost, arrived, recordsEach, singleTimes }) {
  return [
    `${short(share)} x floor`,
    ...(loggerShare === undefined ? [] : [`${short(loggerShare)} x clock + copy`]),
    `${short(rate / 1000)} thousand/s`,
    ...(bytes === undefined ? [] : [`${short(bytes / 1e6)} MB/s`]),
    ...(recordsEach > 1 ? [`${short(recordsEach)} a datagram`] : []),
    ...(singleTimes === undefined ? [] : [`${short(singleTimes)} x one a datagram`]),
    ...(arrived === undefined ? [] : [`${short(arrived * 100)} % arrived`]),
    ...(lost > 0 ? [`${lost} LOST`] : []),
  ];
}
