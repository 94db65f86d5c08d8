// Runs HeidelTime over many texts in one Java process, which its own command line cannot: for the bench alone.
// Arguments: a file of its settings, the type of the texts. In: a line a text, its date, a tab, the text in Base64.
// Out: a line a text, the nanoseconds that it took, a tab, the TimeML in Base64.

import de.unihd.dbs.heideltime.standalone.DocumentType;
import de.unihd.dbs.heideltime.standalone.HeidelTimeStandalone;
import de.unihd.dbs.heideltime.standalone.OutputType;
import de.unihd.dbs.heideltime.standalone.POSTagger;
import de.unihd.dbs.uima.annotator.heideltime.resources.Language;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.text.SimpleDateFormat;
import java.util.Base64;

class HeidelTimeRun {
    public static void main(String[] arguments) throws Exception {
        PrintStream answers = System.out;
        System.setOut(System.err); // what it prints of itself is no answer
        DocumentType type = DocumentType.valueOf(arguments[1].toUpperCase());
        HeidelTimeStandalone tagger = new HeidelTimeStandalone(
            Language.ENGLISH, type, OutputType.TIMEML, arguments[0], POSTagger.TREETAGGER, false);
        SimpleDateFormat days = new SimpleDateFormat("yyyy-MM-dd");
        BufferedReader texts = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = texts.readLine(); line != null; line = texts.readLine()) {
            String[] cells = line.split("\t");
            String text = new String(Base64.getDecoder().decode(cells[1]), StandardCharsets.UTF_8);
            long start = System.nanoTime();
            String tagged = tagger.process(text, days.parse(cells[0]));
            long took = System.nanoTime() - start;
            answers.println(took + "\t" + Base64.getEncoder().encodeToString(tagged.getBytes(StandardCharsets.UTF_8)));
            answers.flush();
        }
    }
}
