internal import Foundation

/// Work on numbered things, in two steps on many threads, joined by one that sees them in their order.
///
///     try Workers(width: 16, ahead: 64).run(
///         files.count,
///         first: { index in try store(files[index]) },
///         join: { stored in try isNew(stored) ? stored : nil },
///         second: { stored in try sign(stored) },
///         take: { signed in try keep(signed) }
///     )
///
/// `join` and `take` run on the caller's thread, each in the order of the numbers, while both steps go on for other numbers.
/// Not more than `ahead` things are on their way at once, whatever their number.
struct Workers {
    /// How many work at once.
    let width: Int

    /// How far the first step may be ahead of what was joined.
    let ahead: Int

    /// As many as keep a device busy that answers late, and every core with it.
    ///
    /// A file on its way waits three times for the device: written, synchronised, read again. The system gathers what
    /// sixteen wait for into few accesses.
    static let waitingForDevice = Workers(width: max(16, 2 * ProcessInfo.processInfo.activeProcessorCount), ahead: 64)

    /// As many as there are cores, for what is calculated.
    static let onAllCores = Workers(width: ProcessInfo.processInfo.activeProcessorCount, ahead: 64)

    /// Runs `make` for 0 ..< `count`, and `take` on the caller's thread with what it gives, in the order of the numbers.
    func run<Made: Sendable>(
        _ count: Int,
        make: @escaping @Sendable (Int) throws -> Made,
        take: (Made) throws -> Void
    ) throws {
        try run(
            count,
            first: make,
            join: { made -> Bool? in
                try take(made)
                return nil
            },
            second: { $0 },
            take: { _ in }
        )
    }

    /// Runs both steps for 0 ..< `count`.
    ///
    /// What `join` maps to nil goes no further. The first error stops everyone from taking up more, and is thrown once
    /// nobody works any more.
    func run<First: Sendable, Joined: Sendable, Second: Sendable>(
        _ count: Int,
        first: @escaping @Sendable (Int) throws -> First,
        join: (First) throws -> Joined?,
        second: @escaping @Sendable (Joined) throws -> Second,
        take: (Second) throws -> Void
    ) throws {
        let bench = Workbench<First, Joined, Second>(count: count, ahead: ahead)
        let threads = min(width, count)
        for _ in 0..<threads {
            bench.begin()
            Thread.detachNewThread {
                defer { bench.end() }
                while let work = bench.next() {
                    do {
                        switch work {
                        case .first(let index): bench.put(first: try first(index), at: index)
                        case .second(let position, let joined): bench.put(second: try second(joined), at: position)
                        }
                    } catch {
                        bench.fail(error)
                    }
                }
            }
        }
        do {
            while let result = bench.nextResult() {
                switch result {
                case .first(let first): bench.add(try join(first))
                case .second(let second): try take(second)
                }
            }
        } catch {
            bench.fail(error)
        }
        try bench.wait()
    }
}

/// What lies between the threads of one run.
///
/// `@unchecked Sendable`: every access to a variable is between `lock` and `unlock` of `condition`.
private final class Workbench<First: Sendable, Joined: Sendable, Second: Sendable>: @unchecked Sendable {
    enum Work {
        case first(Int)
        case second(Int, Joined)
    }

    enum Result {
        case first(First)
        case second(Second)
    }

    private let condition = NSCondition()
    private let count: Int
    private let ahead: Int
    private var threads = 0
    private var failure: (any Error)?

    /// The next number for the first step, and for the join.
    private var nextFirst = 0
    private var nextJoined = 0
    private var firsts: [Int: First] = [:]
    /// What was joined and waits for the second step; positions count what was joined and goes on.
    private var waiting: [(Int, Joined)] = []
    private var passed = 0
    private var nextSecond = 0
    private var seconds: [Int: Second] = [:]

    init(count: Int, ahead: Int) {
        self.count = count
        self.ahead = ahead
    }

    /// Something to do; nil when there is nothing left.
    ///
    /// The second step goes first: it is what others wait for.
    func next() -> Work? {
        condition.withLock {
            while failure == nil {
                if let (position, joined) = waiting.popLast() { return .second(position, joined) }
                if nextFirst < min(count, nextJoined + ahead) {
                    nextFirst += 1
                    return .first(nextFirst - 1)
                }
                if nextJoined == count { return nil }
                condition.wait()
            }
            return nil
        }
    }

    /// The next thing for the caller's thread; nil when all is done, or something failed.
    func nextResult() -> Result? {
        condition.withLock {
            while failure == nil {
                if let second = seconds.removeValue(forKey: nextSecond) {
                    nextSecond += 1
                    return .second(second)
                }
                if let first = firsts.removeValue(forKey: nextJoined) { return .first(first) }
                if nextJoined == count, nextSecond == passed { return nil }
                condition.wait()
            }
            return nil
        }
    }

    func put(first: First, at index: Int) { change { $0.firsts[index] = first } }

    func put(second: Second, at position: Int) { change { $0.seconds[position] = second } }

    /// Ends one join: what goes on is `joined`.
    func add(_ joined: Joined?) {
        change { bench in
            bench.nextJoined += 1
            guard let joined else { return }
            bench.waiting.append((bench.passed, joined))
            bench.passed += 1
        }
    }

    func fail(_ error: any Error) { change { $0.failure = $0.failure ?? error } }

    func begin() { change { $0.threads += 1 } }

    func end() { change { $0.threads -= 1 } }

    /// Returns, or throws what failed first, once every thread has ended.
    func wait() throws {
        let failure = condition.withLock {
            while threads > 0 { condition.wait() }
            return self.failure
        }
        if let failure { throw failure }
    }

    private func change(_ body: (Workbench) -> Void) {
        condition.withLock {
            body(self)
            condition.broadcast()
        }
    }
}
