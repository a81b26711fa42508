import Dispatch
import Synchronization
import Testing

@testable import Verification

@Suite("work shared by several threads")
struct SharedTurnsTests {
    @Test("every number is taken on once", arguments: [0, 1, 2, 3, 1_000], [1, 2, 7])
    func once(count: Int, stride: Int) {
        let taken = Mutex([Int](repeating: 0, count: count))
        let turns = SharedTurns(count: count, stride: stride)
        turns.begin { number in taken.withLock { $0[number] += 1 } }
        turns.finish { number in taken.withLock { $0[number] += 1 } }
        #expect(taken.withLock { $0 } == [Int](repeating: 1, count: count))
    }

    @Test("whoever finishes waits for what another thread has taken on")
    func waits() {
        let ended = Mutex<Set<Int>>([])
        let begun = DispatchSemaphore(value: 0)
        let turns = SharedTurns(count: 2, stride: 1)
        turns.begin { number in
            begun.signal()
            // Long enough for the one that finishes to run out of numbers first.
            _ = DispatchSemaphore(value: 0).wait(timeout: .now() + .milliseconds(50))
            ended.withLock { _ = $0.insert(number) }
        }
        begun.wait()
        turns.finish { number in ended.withLock { _ = $0.insert(number) } }
        #expect(ended.withLock { $0 } == [0, 1])
    }

    @Test("the results of a map stand in the order of its elements")
    func order() {
        let elements = Array(0..<1_000)
        #expect(OverlappedMap(elements) { $0 * 2 }.results() == elements.map { $0 * 2 })
        #expect(OverlappedMap([Int]()) { $0 }.results() == [])
        #expect(elements.concurrentMap { "\($0)" } == elements.map { "\($0)" })
    }
}
