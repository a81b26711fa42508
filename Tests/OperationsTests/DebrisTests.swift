import Custody
import Testing

@testable import enum Operations.Debris

@Suite("debris, told by name")
struct DebrisTests {
    private func reason(_ name: String) -> IntakeRecord.Reason? { Debris.reason(toPassOver: Array(name.utf8)) }

    @Test(
        "what nobody put there as evidence",
        arguments: [
            ("Thumbs.db", .debris), ("THUMBS.DB", .debris), (".DS_Store", .debris), ("._IMG_1.jpg", .debris),
            ("desktop.ini", .debris), ("__MACOSX", .debris), (".dropbox", .debris), (".stfolder", .debris),
            ("~$lettre.docx", .lock), (".~lock.lettre.odt#", .lock), (".IMG_1.jpg.icloud", .placeholder),
            ("Liste.gdoc", .placeholder), ("film.mp4.nextcloud", .placeholder), ("film.mp4.cloud", .placeholder),
            ("film.mp4.crdownload", .incomplete), ("film.part", .incomplete), ("x.TMP", .incomplete),
        ] as [(String, IntakeRecord.Reason)]
    )
    func passedOver(name: String, expected: IntakeRecord.Reason) {
        #expect(reason(name) == expected)
    }

    @Test(
        "what may be evidence, however it is called",
        arguments: [
            "IMG_1.jpg", ".icloud", ".part", "partition.pdf", "~lettre.docx", "$RECYCLE.BIN", ".Trash-1000", "db",
            "thumbs.db.png", ".cache.png", "_.txt", "nuage.cloud.jpg", "\u{FFFD}",
        ]
    )
    func takenIn(name: String) {
        #expect(reason(name) == nil)
    }
}
