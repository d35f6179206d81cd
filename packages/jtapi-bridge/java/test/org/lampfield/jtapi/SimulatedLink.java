package org.lampfield.jtapi;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import javax.telephony.Provider;

/** The connection to one CTIManager at a time: goes to the next one when it is lost, as Cisco's library does. */
final class SimulatedLink {
    private final String[] managers;
    private final String credentials;
    private final SimulatedPhoneSystem system = new SimulatedPhoneSystem();
    private BufferedReader input;
    private OutputStream output;

    private SimulatedLink(String[] managers, String credentials) {
        this.managers = managers;
        this.credentials = credentials;
    }

    /** @param providerString {@code host:port,host:port;login=...;passwd=...} */
    static Provider open(String providerString) throws Exception {
        int end = providerString.indexOf(';');
        String[] managers = providerString.substring(0, end).split(",");
        SimulatedLink link = new SimulatedLink(managers, providerString.substring(end + 1));
        link.connect();
        Map<?, ?> answer = link.read();
        if (answer == null) throw new IOException("connection closed");
        if (answer.get("do").equals("refuse")) throw SimulatedFailure.of(answer);
        Thread reader = new Thread(link::obeyForEver, "simulated-link");
        reader.setDaemon(true);
        reader.start();
        return link.system.provider;
    }

    private void connect() throws IOException {
        IOException last = new IOException("no CTIManager");
        for (String manager : managers) {
            try {
                String[] parts = manager.trim().split(":");
                Socket socket = new Socket(parts[0], Integer.parseInt(parts[1]));
                input = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
                output = socket.getOutputStream();
                write(Message.of("hello").with("credentials", credentials));
                return;
            } catch (IOException refused) {
                last = refused;
            }
        }
        throw last;
    }

    private void obeyForEver() {
        try {
            while (!system.isShutDown()) {
                Map<?, ?> command = read();
                if (command == null) reconnect();
                else obey(command);
            }
        } catch (IOException | JsonException | InterruptedException broken) {
            broken.printStackTrace();
        }
    }

    private void obey(Map<?, ?> command) throws IOException {
        Message done;
        try {
            done = system.obey(command);
        } catch (RuntimeException misunderstood) {
            done = Message.facts().with("error", misunderstood.toString());
        }
        write(done.with("done", command.get("id")));
    }

    private void reconnect() throws IOException, InterruptedException, JsonException {
        system.lose();
        while (!system.isShutDown()) {
            try {
                connect();
                if (read() != null) return;
            } catch (IOException refused) {
                Thread.sleep(50);
            }
        }
    }

    private Map<?, ?> read() throws IOException, JsonException {
        try {
            String line = input.readLine();
            return line == null ? null : (Map<?, ?>) JsonReader.read(line);
        } catch (java.net.SocketException lost) {
            return null;
        }
    }

    private synchronized void write(Message message) throws IOException {
        output.write((JsonWriter.write(message.toMap()) + "\n").getBytes(StandardCharsets.UTF_8));
        output.flush();
    }
}
