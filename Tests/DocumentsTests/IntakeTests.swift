import Custody
import Documents
import Foundation
import Testing
import Wording

@Suite("what documents say of what intake learned")
struct IntakeTests {
    /// A document as one line, so that a sentence is found wherever its lines were broken.
    private func flat(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    @Test("what was observed stands apart from what was declared, as indications that conclude nothing")
    func observed() throws {
        let sheet = flat(WholeTraceabilitySheet(try Samples().full).text(in: .french))
        let declared = try #require(sheet.range(of: "Observation sur la remise (déclarée)"))
        let seen = try #require(sheet.range(of: "Indices lus dans le fichier :"))
        #expect(declared.upperBound < seen.lowerBound)
        #expect(sheet.contains("Lecture : jusqu'au bout, pour les parties nommées Parties lues : exif, png"))
        #expect(sheet.contains("Dimensions : 1 170 × 2 532 pixels (octet 16)"))
        #expect(sheet.contains("Ni leur présence ni leur absence ne dit si un contenu a été modifié."))
        #expect(sheet.contains("indice que cette version ne connaît pas : later.release"))
        // A file's own words cannot turn the reading direction of the page.
        #expect(sheet.contains("Exemple\u{fffd} 1.0") && !sheet.contains("\u{202e}"))
    }

    @Test("a place is said to be there, and in no other document than the sheet")
    func place() throws {
        let bundle = try Samples().full
        let sentence = "Le lieu de prise de vue est inscrit dans le fichier (EXIF). Il n'est ni affiché ni recopié ici"
        for (name, text) in try Samples.texts(of: bundle, in: .french) {
            #expect(flat(text).contains(sentence) == (name == "03_Fiche_de_tracabilite"), "\(name)")
        }
    }

    @Test("nobody looked, nothing was found and a reading that stopped short are three things")
    func readings() throws {
        let samples = try Samples()
        func sheet(_ facts: ObservedFacts?) throws -> String {
            flat(WholeTraceabilitySheet(try samples.showing(facts)).text(in: .french))
        }
        #expect(try sheet(nil).contains("Indices lus dans le fichier : Lecture : non effectuée"))
        let nothing = try sheet(ObservedFacts(reading: .complete, looked: ["png"], reader: Samples.seen.reader))
        #expect(nothing.contains("Parties lues : png – rien d'autre n'est relevé"))
        #expect(!nothing.contains("Ni leur présence ni leur absence"))
        #expect(try sheet(ObservedFacts(reading: .timedOut)).contains("le programme de lecture a pris trop de temps"))
        let archive = try sheet(samples.everyObservation().pieces[0].observedFacts)
        #expect(archive.contains("Membres relevés : 12 Empreinte électronique de cette liste (SHA-256) :"))
    }

    @Test("what was found and not received is named, or said to be withheld, or to be none")
    func notReceived() throws {
        let samples = try Samples()
        let named = try flat(WholeAttestation(samples.full).text(in: .french))
        #expect(named.contains("Trouvés et non reçus : 6 N'ont pas pu être lus : Envoi/unreadable.bin"))
        #expect(named.contains("(les octets sont ceux de sa cible) : Envoi/raccourci.png"))
        let withheld = try flat(WholeAttestation(samples.extract()).text(in: .french))
        #expect(withheld.contains("Trouvés et non reçus : non communiqué dans cette édition"))
        #expect(!withheld.contains("Envoi/"))
        #expect(
            try flat(WholeAttestation(samples.twice()).text(in: .french)).contains("Trouvés et non reçus : aucun")
        )
    }

    @Test("a way that strips files is told where the way is")
    func route() throws {
        let samples = try Samples()
        let indication = "Indice : par ce mode de remise, un fichier a d'ordinaire perdu la date"
        #expect(flat(WholeTraceabilitySheet(samples.full).text(in: .french)).contains("WhatsApp \(indication)"))
        #expect(try flat(WholeAttestation(samples.full).text(in: .french)).contains(indication))
        #expect(!flat(WholeTraceabilitySheet(try samples.bare()).text(in: .french)).contains(indication))
    }

    @Test("a series tells what of it is not there, and an extract that it may not be shown")
    func series() throws {
        let samples = try Samples()
        let sheet = flat(WholeTraceabilitySheet(samples.full).text(in: .french))
        #expect(sheet.contains("– Conversation : pièces n° 1, 2 4 capture(s) annoncée(s), 2 ici aucune pièce ne porte"))
        #expect(sheet.contains("le(s) numéro(s) 3, 4 de la suite – (sans nom) : pièces n° 2"))
        #expect(sheet.contains("plusieurs pièces portent le(s) numéro(s) 1 de la suite"))
        #expect(!flat(WholeTraceabilitySheet(try samples.bare()).text(in: .french)).contains("Suites de captures"))
    }

    @Test("a second hand-over of a piece is an operation on it, in its place")
    func secondHandOver() throws {
        let text = WholeTraceabilitySheet(try Samples().twice()).text(in: .french)
        let operations = text.matches(of: /Opération\u{a0}: ([A-Z]+)\n/).map { String($0.1) }
        #expect(operations == ["SCELLEMENT", "REMISE", "CONSULTATION", "REMISE"])
        #expect(flat(text).contains("mode de transfert : courriel"))
    }
}
