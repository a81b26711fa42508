internal import CConfinement
internal import Custody
internal import Glibc
internal import Observation

/// Reads files for `scelle`, one at a time, in a process that has nothing to lose.
///
/// Standard input is a socket to the parent. A request is one byte with the descriptor of a file; the answer is its length
/// in 8 bytes, most significant first, then `{"mediaType":…,"observed":…}` and LF, then the lines of the list of members.
/// The end of the socket is the end of the process. Status 3: the confinement did not take hold, and nothing was read.

/// Address space, in bytes: the program and libmagic's database take some 150 MiB of it.
let addressSpace: UInt64 = 1 << 30

/// Processor time, in seconds, of a whole life; the parent takes a new process long before.
let processorTime: UInt64 = 900

/// The answer about the file behind `descriptor`.
func answer(_ descriptor: Int32, _ inspector: FileInspector) -> [UInt8]? {
    let size = scelle_size(descriptor)
    guard size >= 0 else { return nil }
    // The descriptor shares its position with the parent's: only reading at a place leaves that alone.
    let source = ByteSource(
        size: UInt64(size),
        budget: FileInspector.budget(forSize: UInt64(size))
    ) { offset, buffer in
        while true {
            let count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
            if count < 0, errno == EINTR { continue }
            return max(0, count)
        }
    }
    let seen = inspector.inspect(source)
    let line = CanonicalJSON.object(["mediaType": .string(seen.mediaType), "observed": seen.observed.json])
    return line.bytes + [UInt8(ascii: "\n")] + seen.members
}

/// Sends all of `bytes`; false when nobody listens any more.
func send(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { scelle_send(STDIN_FILENO, $0.baseAddress, $0.count) }
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return false }
        rest = rest.dropFirst(count)
    }
    return true
}

guard CommandLine.arguments.count == 2 else { exit(64) }
let inspector = FileInspector(version: CommandLine.arguments[1])
// What the C library and the runtime load when they are first asked must be loaded before nothing can be opened.
_ = inspector.inspect(ByteSource(Array("%PDF-1.4\n".utf8)))
guard scelle_confine(addressSpace, processorTime) == 0 else { exit(3) }

while true {
    var request: UInt8 = 0
    var descriptor: Int32 = -1
    let count = scelle_receive_file(STDIN_FILENO, &request, 1, &descriptor)
    if count < 0, errno == EINTR { continue }
    guard count == 1, request == 1, descriptor >= 0 else { exit(count == 0 ? 0 : 2) }
    let bytes = answer(descriptor, inspector)
    close(descriptor)
    guard let bytes else { exit(2) }
    let length = (0..<8).map { UInt8(truncatingIfNeeded: UInt64(bytes.count) >> (56 - 8 * UInt64($0))) }
    guard send(length + bytes) else { exit(0) }
}
