internal import Operations
internal import Wording

extension ProgressStep {
    /// The step in words.
    func sentence(in say: Phrasebook) -> String {
        switch self {
        case .contacting(let host): say("progress.contacting", ["host": host])
        case .stamped(let authority, let genTime):
            say("progress.stamped", ["authority": authority, "time": say.moment(genTime)])
        case .notStamped(let authority, let error):
            say("progress.notStamped", ["authority": authority, "reason": say(error.messageKey, error.arguments)])
        case .stored(let count, let total): say("progress.stored", counts(UInt64(count), UInt64(total), in: say))
        case .digested(let count, let total): say("progress.digested", counts(UInt64(count), UInt64(total), in: say))
        case .backedUp(let count, let total): say("progress.backedUp", counts(UInt64(count), UInt64(total), in: say))
        case .examined(let count, let total): say("progress.examined", counts(count, total, in: say))
        case .waitingForCase(let seconds):
            say("progress.waitingForCase", ["seconds": say.number(UInt64(max(0, seconds)))])
        case .certificateEnding(let identity, let end):
            say("progress.certificateEnding", ["name": identity, "time": say.moment(end)])
        case .reread(let count, let total): say("progress.reread", counts(UInt64(count), UInt64(total), in: say))
        }
    }

    /// Whether no further step of a count follows; every other step stands for itself.
    var isLastOfItsKind: Bool {
        switch self {
        case .contacting, .stamped, .notStamped, .waitingForCase, .certificateEnding: true
        case .stored(let count, let total), .digested(let count, let total), .backedUp(let count, let total):
            count == total
        case .examined(let count, let total): count == total
        case .reread(let count, let total): count == total
        }
    }

    /// Whether the step is a further one of a count, and takes the line of the one before.
    var replacesTheLast: Bool {
        switch self {
        case .contacting, .stamped, .notStamped, .waitingForCase, .certificateEnding: false
        case .stored(let count, _), .digested(let count, _), .backedUp(let count, _): count > 1
        // They come in batches, one kind after the other.
        case .examined, .reread: true
        }
    }

    private func counts(_ count: UInt64, _ total: UInt64, in say: Phrasebook) -> [String: String] {
        ["count": say.number(count), "total": say.number(total)]
    }
}
