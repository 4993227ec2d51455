import java.util.concurrent.CountDownLatch;
import org.apache.solr.embedded.JettyConfig;
import org.apache.solr.embedded.JettySolrRunner;

/** Serves the cores below a Solr home until the process ends: SolrMain HOME PORT. */
public class SolrMain {
    public static void main(String[] arguments) throws Exception {
        String home = arguments[0];
        int port = Integer.parseInt(arguments[1]);
        JettyConfig jetty =
                JettyConfig.builder().setContext("/solr").setPort(port).stopAtShutdown(true).build();
        JettySolrRunner server = new JettySolrRunner(home, jetty);
        server.start();
        System.out.println("listening on " + server.getBaseUrl());
        new CountDownLatch(1).await();
    }
}
