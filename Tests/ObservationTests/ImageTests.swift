import Custody
import Observation
import Testing

/// Pictures made by hand: each mark is seen, and nothing else.
@Suite("what pictures show")
struct ImageTests {
    static func look(_ bytes: [UInt8]) -> FileInspector.Seen { FileInspector(version: "1").inspect(ByteSource(bytes)) }

    static func codes(_ bytes: [UInt8]) -> [String] { look(bytes).observed.observations.map(\.code) }

    private static func place(_ bytes: [UInt8], _ code: String) -> UInt64? {
        look(bytes).observed.observations.first { $0.code == code }?.at
    }

    private static let plain = ["image.dimensions", "image.screenSize", "image.bare", "file.kind"]

    @Test("a plain picture has dimensions and nothing to tell")
    func plain() {
        #expect(Self.codes(Crafted.png()) == Self.plain)
        #expect(Self.look(Crafted.png()).observed.reading == .complete)
        #expect(
            Self.look(Crafted.png()).observed.observations.first
                == .init("image.dimensions", at: 8, ["width": .integer(1_170), "height": .integer(2_532)])
        )
        #expect(Self.codes(Crafted.jpeg()) == ["image.dimensions", "image.bare", "file.kind"])
    }

    @Test("marks of PNG, each at its place")
    func marks() throws {
        let wrong = Crafted.png([Crafted.chunk("gAMA", [0, 0, 0, 1], sum: 7)])
        #expect(Self.place(wrong, "png.checkSum") == 33)
        let trailing = Crafted.png() + Array("PK\u{5}\u{6}".utf8) + Array(repeating: 0, count: 18)
        let seen = try #require(Self.look(trailing).observed.observations.first { $0.code == "file.trailing" })
        #expect(seen.at == UInt64(Crafted.png().count))
        #expect(seen.values == ["count": .integer(22), "mediaType": .string("application/zip")])
        #expect(Self.codes(Crafted.png(end: [])).contains("png.truncated"))
        #expect(Self.codes(Array(Crafted.png().dropLast(3))).contains("png.truncated"))
        #expect(Self.codes(Crafted.png([Crafted.chunk("iDOT", [0])])).contains("screen.apple"))
        #expect(Self.codes(Crafted.png([Crafted.chunk("caBX", [0])])).contains("c2pa.present"))
        #expect(
            Self.codes(Crafted.pngMark + Crafted.header + Crafted.big(0x7fff_ffff, 4) + Array("IDAT".utf8)).last
                != "png.malformed"
        )
        #expect(
            Self.codes(Crafted.pngMark + Crafted.header + Crafted.big(0xffff_ffff, 4) + Array("IDAT".utf8)).contains(
                "png.malformed"
            )
        )
    }

    @Test("programs that are named, in each of the places that have them")
    func software() {
        let text = Crafted.chunk("tEXt", Array("Software\0Adobe Photoshop 21".utf8))
        #expect(Self.codes(Crafted.png([text])).contains("software.editor"))
        let android = Crafted.exif([Crafted.text(0x0131, "Android AP3A"), Crafted.text(0xa420, "0123")])
        let codes = Self.codes(Crafted.png([Crafted.chunk("eXIf", android)]))
        #expect(
            codes.contains("screen.android") && codes.contains("exif.uniqueID") && !codes.contains("software.editor")
        )
        let xmp = Array(
            #"XML:com.adobe.xmp\#0\#0\#0\#0\#0<x xmp:CreatorTool="GIMP 2.10"/><exif:UserComment>Screenshot"#.utf8
        )
        #expect(
            Self.codes(Crafted.png([Crafted.chunk("iTXt", xmp)])).filter { $0.hasPrefix("s") } == [
                "screen.comment", "software.named", "software.editor",
            ]
        )
        #expect(Self.codes(Crafted.jpeg(frame: 0xc2)).contains("jpeg.progressive"))
    }

    @Test("times with and without an offset")
    func times() {
        let time = Crafted.text(0x9003, "2025:11:03 20:02:44")
        func codes(_ entries: [(tag: Int, type: Int, count: Int, value: [UInt8])]) -> [String] {
            Self.codes(Crafted.jpeg([Crafted.segment(0xe1, Array("Exif\0\0".utf8) + Crafted.exif(entries))]))
        }
        #expect(codes([time]).contains("time.withoutOffset"))
        #expect(codes([time, Crafted.text(0x9011, "+01:00")]).contains("time.withOffset"))
        #expect(codes([Crafted.text(0x0132, "2025:11:04 08:00:00"), time]).contains("exif.timesDiffer"))
    }

    @Test("of a place only that it is there")
    func place() throws {
        let position = Array(repeating: UInt8(48), count: 24)
        // The directory of the place follows the first one; its latitude is three rationals of bytes that nothing may repeat.
        let inner =
            Crafted.little(1, 2) + Crafted.little(2, 2) + Crafted.little(5, 2) + Crafted.little(3, 4)
            + Crafted.little(8 + 18 + 18, 4) + Crafted.little(0, 4)
        let exif = Crafted.exif([(0x8825, 4, 1, Crafted.little(26, 4))]) + inner + position
        let xmp = Array(
            "http://ns.adobe.com/xap/1.0/\0<x exif:GPSLatitude=\"48,51.5N\" exif:GPSLongitude=\"2,17.6E\"/>".utf8
        )
        let mdta = Crafted.box(
            "keys",
            Crafted.big(0, 4) + Crafted.big(1, 4)
                + Crafted.box("mdta", Array("com.apple.quicktime.location.ISO6709".utf8))
        )
        let ilst = Crafted.box(
            "ilst",
            Crafted.big(40, 4) + Crafted.big(1, 4)
                + Crafted.box("data", Crafted.big(1, 8) + Array("+48.8584+002.2945".utf8))
        )
        let video =
            Crafted.box("ftyp", Array("mp42".utf8) + Crafted.big(0, 4) + Array("mp42".utf8))
            + Crafted.box("moov", Crafted.box("meta", Crafted.box("hdlr", Crafted.big(0, 24)) + mdta + ilst))
        for (bytes, place) in [
            (Crafted.png([Crafted.chunk("eXIf", exif)]), "exif"), (Crafted.jpeg([Crafted.segment(0xe1, xmp)]), "xmp"),
            (video, "media"),
        ] {
            let seen = Self.look(bytes)
            #expect(seen.observed.observations.contains(.init("location.present", ["in": .string(place)])), "\(seen)")
            let said = String(decoding: seen.observed.json.bytes, as: UTF8.self)
            for secret in ["48", "51.5", "17.6", "2945"] { #expect(!said.contains(secret), "\(said)") }
        }
    }

    @Test("EXIF that goes in circles or beyond its bytes ends")
    func circles() {
        let time = Crafted.text(0x9003, "2025:11:03 20:02:44")
        #expect(Self.codes(Crafted.png([Crafted.chunk("eXIf", Crafted.exif([time], next: 8))])).contains("exif.loop"))
        let inner = Crafted.exif([(0x8769, 4, 1, Crafted.little(8, 4))])
        #expect(Self.codes(Crafted.png([Crafted.chunk("eXIf", inner)])).contains("exif.loop"))
        let beyond = Crafted.exif([(0x9003, 2, 20, Crafted.little(0xffff_fff0, 4))])
        #expect(!Self.codes(Crafted.png([Crafted.chunk("eXIf", beyond)])).contains("time.withoutOffset"))
        #expect(Self.codes(Crafted.png([Crafted.chunk("eXIf", Array("MM\0*".utf8))])).contains("exif.malformed"))
        #expect(
            Self.codes(Crafted.png([Crafted.chunk("eXIf", Crafted.exif([time], next: 0x7fff_ffff))])).contains(
                "exif.malformed"
            )
        )
        #expect(
            Self.codes(Crafted.png([Crafted.chunk("eXIf", Crafted.exif([(0x9003, 5, 0x2000_0001, [0, 0, 0, 0])]))]))
                .contains("file.kind")
        )
    }

    @Test("JPEG: what ends too early and what follows the end")
    func jpeg() {
        #expect(Self.codes(Crafted.jpeg(end: [])).contains("jpeg.truncated"))
        #expect(Self.codes(Array(Crafted.jpeg().prefix(12))).contains("jpeg.truncated"))
        #expect(Self.codes(Crafted.jpeg() + [0, 0]).contains("file.trailing"))
        #expect(Self.codes([0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 1, 7, 7]).contains("jpeg.malformed"))
    }

    @Test("boxes that are larger than the file, or nested in themselves, end")
    func boxes() {
        let head = Crafted.box("ftyp", Array("mp42".utf8) + Crafted.big(0, 4) + Array("mp42".utf8))
        #expect(Self.codes(head + Crafted.big(1_000, 4) + Array("mdat".utf8)).contains("file.truncated"))
        let deep = (0..<20).reduce([UInt8]()) { inner, _ in Crafted.box("moov", inner) }
        #expect(Self.look(head + deep).observed.limits == ["parts"])
        #expect(
            Self.codes(head + Crafted.box("moov", Crafted.big(3, 4) + Array("trak".utf8))).contains("media.malformed")
        )
        let many = Array(repeating: Crafted.box("free", []), count: 5_000).flatMap { $0 }
        #expect(Self.look(head + many).observed.limits == ["parts"])
    }

    @Test("metadata that inflates without end is cut, and a file's own budget ends its reading")
    func budget() {
        // 8 MiB of one letter in a few kilobytes: a stored-block stream would not be smaller than what it holds.
        let bytes = Crafted.png(Array(repeating: Crafted.chunk("IDAT", Array(repeating: 7, count: 4_096)), count: 64))
        let seen = FileInspector(version: "1").inspect(ByteSource(bytes, budget: 100_000))
        #expect(seen.observed.reading == .partial)
        #expect(seen.observed.limits == ["bytes"])
    }
}
