package io.tallystick.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How a Java process is started.
 *
 * @param name in messages, and of its log file
 * @param directory where it runs and keeps its log
 * @param java the program
 * @param environment what it gets besides the environment of this process
 */
public record ProcessPlan(
    String name,
    Path directory,
    Path java,
    List<String> vmOptions,
    String classPath,
    String mainClass,
    List<String> arguments,
    Map<String, String> environment) {

  public ProcessPlan {
    vmOptions = List.copyOf(vmOptions);
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
  }

  List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.addAll(vmOptions);
    command.addAll(List.of("-cp", classPath, AttendedMain.class.getName(), mainClass));
    command.addAll(arguments);
    return command;
  }

  Path log() {
    return directory.resolve(name + ".log");
  }
}
