import Synchronization
import Testing

@testable import Operations

@Suite("work in two steps")
struct WorkersTests {
    private struct Broken: Error, Equatable {
        let number: Int
    }

    private func squares(_ count: Int, width: Int, ahead: Int) throws -> [Int] {
        var joined: [Int] = []
        var taken: [Int] = []
        try Workers(width: width, ahead: ahead).run(
            count,
            first: { $0 },
            join: { number in
                joined.append(number)
                return number % 3 == 0 ? nil : number
            },
            second: { $0 * $0 },
            take: { taken.append($0) }
        )
        #expect(joined == Array(0..<count))
        return taken
    }

    @Test("joins and takes in order, whatever ends first", arguments: [(1, 1), (2, 1), (16, 64), (3, 500)])
    func order(width: Int, ahead: Int) throws {
        let expected = (0..<500).filter { $0 % 3 != 0 }.map { $0 * $0 }
        #expect(try squares(500, width: width, ahead: ahead) == expected)
        #expect(try squares(0, width: width, ahead: ahead).isEmpty)
        #expect(try squares(1, width: width, ahead: ahead).isEmpty)
    }

    @Test("not more is on its way than was allowed")
    func bounded() throws {
        let begun = Mutex(0)
        var joined = 0
        var most = 0
        try Workers(width: 8, ahead: 10).run(
            1_000,
            first: { number in begun.withLock { $0 = max($0, number + 1) } },
            join: { _ -> Int? in
                most = max(most, begun.withLock { $0 } - joined)
                joined += 1
                return nil
            },
            second: { $0 },
            take: { _ in }
        )
        #expect(most <= 10 + 1)
    }

    @Test("the first error ends the run, in either step and on the caller's thread", arguments: 0..<4)
    func failures(place: Int) throws {
        #expect(throws: Broken(number: 40)) {
            try Workers(width: 4, ahead: 16).run(
                200,
                first: { number in
                    if place == 0, number == 40 { throw Broken(number: number) }
                    return number
                },
                join: { number -> Int? in
                    if place == 1, number == 40 { throw Broken(number: number) }
                    return number
                },
                second: { number in
                    if place == 2, number == 40 { throw Broken(number: number) }
                    return number
                },
                take: { number in
                    if place == 3, number == 40 { throw Broken(number: number) }
                }
            )
        }
    }
}
