import Cryptography
import Foundation
import Testing

@Suite("instants")
struct InstantTests {
    @Test("agree with Foundation's calendar on every 11th day from 1890 to 2180")
    func calendar() throws {
        let formatter = ISO8601DateFormatter()
        for day in stride(from: Int64(-29_000), to: 77_000, by: 11) {
            let seconds = day * 86_400 + (day * 7_919) % 86_400
            let instant = Instant(secondsSince1970: seconds)
            let expected = formatter.string(from: Date(timeIntervalSince1970: Double(seconds)))
            #expect(instant.rfc3339 == expected)
            #expect(Instant.parse(rfc3339: expected)?.instant == instant)
        }
    }

    @Test("an offset is kept apart from the instant")
    func offset() throws {
        let read = try #require(Instant.parse(rfc3339: "2020-06-17T18:22:31+02:00"))
        #expect(read.instant.rfc3339 == "2020-06-17T16:22:31Z")
        #expect(read.instant.rfc3339(offsetMinutes: read.offsetMinutes) == "2020-06-17T18:22:31+02:00")
    }

    @Test(
        "times that do not exist, or are spelt otherwise, are refused",
        arguments: [
            "2021-02-29T00:00:00Z", "2020-04-31T00:00:00Z", "2020-06-17T24:00:00Z", "2020-06-17T18:22:60Z",
            "2020-06-17 18:22:31Z", "2020-06-17T18:22:31z", "2020-06-17T18:22:31", "2020-06-17T18:22:31+0200",
            "2020-06-17T18:22:31+24:00", "+020-06-17T18:22:31Z",
        ]
    )
    func refused(text: String) {
        #expect(Instant.parse(rfc3339: text) == nil)
    }
}
