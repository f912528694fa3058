package io.tallystick.qa.chaos;

import io.tallystick.cluster.ClusterProcess;
import io.tallystick.cluster.LocalCluster;
import java.util.List;
import java.util.Locale;

/** What is done to a cluster, while it is under load. */
enum ChaosScenario {
  /** One broker is killed and started again. */
  BROKER_KILL {
    @Override
    void run(ChaosTrial trial) throws Exception {
      trial.killAndStart(trial.one(trial.cluster().kafka().brokers()));
    }
  },
  /** One Cassandra node is killed and started again. */
  CASSANDRA_KILL {
    @Override
    void run(ChaosTrial trial) throws Exception {
      trial.killAndStart(trial.one(trial.cluster().cassandra().nodes()));
    }
  },
  /** The TaskManager is killed and started again; the job goes on from its last checkpoint. */
  TASKMANAGER_KILL {
    @Override
    void run(ChaosTrial trial) throws Exception {
      trial.killAndStart(trial.cluster().flink().taskManager());
      trial.awaitJob();
    }
  },
  /** The JobManager is killed and started again; the job is submitted from its last checkpoint. */
  JOBMANAGER_KILL {
    @Override
    void run(ChaosTrial trial) throws Exception {
      trial.killAndStart(trial.cluster().flink().jobManager());
      trial.cluster().flink().awaitReady();
      trial.cluster().job().startAgain();
    }
  },
  /** One of the ingest processes is killed and started again. */
  INGEST_KILL {
    @Override
    void run(ChaosTrial trial) throws Exception {
      trial.killAndStart(trial.one(trial.cluster().ingests()).process());
    }
  },
  /** One of the query processes is killed and started again. */
  QUERY_KILL {
    @Override
    void run(ChaosTrial trial) throws Exception {
      trial.killAndStart(trial.one(trial.cluster().queries()).process());
    }
  },
  /** One broker stands still. */
  BROKER_PAUSE {
    @Override
    void run(ChaosTrial trial) throws Exception {
      trial.pauseAndResume(trial.one(trial.cluster().kafka().brokers()));
    }
  },
  /** One Cassandra node stands still. */
  CASSANDRA_PAUSE {
    @Override
    void run(ChaosTrial trial) throws Exception {
      trial.pauseAndResume(trial.one(trial.cluster().cassandra().nodes()));
    }
  },
  /** The TaskManager stands still, long enough to be given up, and goes on as if nothing was. */
  TASKMANAGER_PAUSE {
    @Override
    void run(ChaosTrial trial) throws Exception {
      trial.pauseAndResume(trial.cluster().flink().taskManager());
      trial.awaitJob();
    }
  },
  /** The JobManager stands still. */
  JOBMANAGER_PAUSE {
    @Override
    void run(ChaosTrial trial) throws Exception {
      trial.pauseAndResume(trial.cluster().flink().jobManager());
      trial.awaitJob();
    }
  },
  /** One of the ingest processes stands still, with requests under way. */
  INGEST_PAUSE {
    @Override
    void run(ChaosTrial trial) throws Exception {
      trial.pauseAndResume(trial.one(trial.cluster().ingests()).process());
    }
  },
  /** One of the query processes stands still. */
  QUERY_PAUSE {
    @Override
    void run(ChaosTrial trial) throws Exception {
      trial.pauseAndResume(trial.one(trial.cluster().queries()).process());
    }
  },
  /** All Cassandra nodes are gone; the job waits, and events wait in Kafka. */
  CASSANDRA_GONE(false) {
    @Override
    void run(ChaosTrial trial) throws Exception {
      List<ClusterProcess> nodes = trial.cluster().cassandra().nodes();
      nodes.forEach(ClusterProcess::kill);
      trial.say("all of Cassandra is gone for %d s", trial.extent().goneSeconds());
      trial.sleepSeconds(trial.extent().goneSeconds());
      nodes.forEach(ClusterProcess::launch);
      trial.cluster().cassandra().awaitReady();
      trial.awaitJob();
    }
  },
  /** The job is stopped with a savepoint and goes on with another parallelism. */
  RESCALE {
    @Override
    void run(ChaosTrial trial) throws Exception {
      int parallelism = trial.anotherParallelism();
      trial.cluster().job().rescale(parallelism);
      trial.say("the job runs with parallelism %d", parallelism);
    }
  },
  /** The topic gets more partitions. */
  PARTITIONS {
    @Override
    void run(ChaosTrial trial) throws Exception {
      int partitions = EventTopics.addPartitions(trial.cluster().kafka().bootstrapServers());
      trial.say("the topic has %d partitions", partitions);
    }
  };

  private final boolean answersThroughout;

  ChaosScenario() {
    this(true);
  }

  ChaosScenario(boolean answersThroughout) {
    this.answersThroughout = answersThroughout;
  }

  /** Does it, and returns when everything runs again. */
  abstract void run(ChaosTrial trial) throws Exception;

  /** Whether somebody must answer all the time, in a cluster that has {@code copies} of all. */
  boolean answersThroughout(LocalCluster cluster) {
    boolean touchesRows = this == CASSANDRA_KILL || this == CASSANDRA_PAUSE;
    return answersThroughout && (!touchesRows || cluster.cassandra().nodes().size() > 1);
  }

  /** The word that selects it on the command line. */
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
