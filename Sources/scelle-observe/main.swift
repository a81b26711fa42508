internal import CConfinement
internal import Custody
internal import Glibc
internal import Observation

/// Reads files for `scelle`, one at a time, in a process that has nothing to lose.
///
/// Standard input is a socket to the parent. Numbers have 8 bytes, most significant first. A request is one of
///
/// - the byte 1, with the descriptor of a file. The answer is its length, then `{"mediaType":…,"observed":…}` and LF, then
///   the lines of the list of members;
/// - the byte 2, with the descriptor of an archive, which is held until the next. The answer is how many members it has,
///   0 for what is no archive;
/// - the byte 3 and the position of a member of the archive that is held. The answer is its bytes in pieces, each after its
///   length, then the number 0, then the byte 1 if that was all of it, else 0.
///
/// The end of the socket is the end of the process. Status 3: the confinement did not take hold, and nothing was read.

/// Address space, in bytes: the program and libmagic's database take some 150 MiB of it.
let addressSpace: UInt64 = 1 << 30

/// Processor time, in seconds, of a whole life; the parent takes a new process long before.
let processorTime: UInt64 = 900

/// The answer about the file behind `descriptor`.
func answer(_ descriptor: Int32, _ inspector: FileInspector) -> [UInt8]? {
    guard let source = source(descriptor) else { return nil }
    let seen = inspector.inspect(source)
    let line = CanonicalJSON.object(["mediaType": .string(seen.mediaType), "observed": seen.observed.json])
    return line.bytes + [UInt8(ascii: "\n")] + seen.members
}

/// The bytes of the regular file behind `descriptor`, which must stay open as long as they are read.
func source(_ descriptor: Int32) -> ByteSource? {
    let size = scelle_size(descriptor)
    guard size >= 0 else { return nil }
    // The descriptor shares its position with the parent's: only reading at a place leaves that alone.
    return ByteSource(
        size: UInt64(size),
        budget: FileInspector.budget(forSize: UInt64(size))
    ) { offset, buffer in
        while true {
            let count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
            if count < 0, errno == EINTR { continue }
            return max(0, count)
        }
    }
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

/// A number as it is sent.
func number(_ value: UInt64) -> [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: value >> (56 - 8 * UInt64($0))) } }

/// The archive that is held, with the descriptor that it is read from.
var held: (archive: HeldArchive, descriptor: Int32)?

while true {
    var request = [UInt8](repeating: 0, count: 9)
    var descriptor: Int32 = -1
    let count = scelle_receive_file(STDIN_FILENO, &request, request.count, &descriptor)
    if count < 0, errno == EINTR { continue }
    guard count > 0 else { exit(count == 0 ? 0 : 2) }
    switch (request[0], count) {
    case (1, 1) where descriptor >= 0:
        let bytes = answer(descriptor, inspector)
        close(descriptor)
        guard let bytes else { exit(2) }
        guard send(number(UInt64(bytes.count)) + bytes) else { exit(0) }
    case (2, 1) where descriptor >= 0:
        if let held { close(held.descriptor) }
        held = source(descriptor).flatMap { HeldArchive($0) }.map { ($0, descriptor) }
        if held == nil { close(descriptor) }
        guard send(number(UInt64(held?.archive.count ?? 0))) else { exit(0) }
    case (3, 9) where descriptor < 0:
        let position = request[1...].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let isWhole =
            held?.archive.unpack(Int(clamping: position)) { part in
                part.isEmpty || send(number(UInt64(part.count)) + Array(part))
            } ?? false
        guard send(number(0) + [isWhole ? 1 : 0]) else { exit(0) }
    default:
        exit(2)
    }
}
