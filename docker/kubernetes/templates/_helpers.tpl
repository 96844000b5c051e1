{{/* What names and labels are made of. */}}
{{- define "self-delegation.name" -}}
{{ .Release.Name | trunc 50 | trimSuffix "-" }}
{{- end }}

{{- define "self-delegation.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag }}
{{- end }}

{{/* Labels that never change: what a Deployment finds its pods by. Takes (root, component). */}}
{{- define "self-delegation.selector" -}}
app.kubernetes.io/name: self-delegation
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{- define "self-delegation.labels" -}}
{{ include "self-delegation.selector" . }}
app.kubernetes.io/version: {{ .root.Values.image.tag | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{- end }}

{{/* The settings of every process, and the Secret with its passwords. Takes the root. */}}
{{- define "self-delegation.environment" -}}
envFrom:
  - configMapRef: {name: {{ include "self-delegation.name" . }}}
  - secretRef: {name: {{ .Values.secret }}}
{{- end }}

{{/* What every container may do: nothing but serve. */}}
{{- define "self-delegation.containerSecurity" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
{{- end }}

{{/* What every pod has. Takes the root. */}}
{{- define "self-delegation.podBasics" -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  seccompProfile: {type: RuntimeDefault}
{{- with .Values.image.pullSecrets }}
imagePullSecrets: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations: {{ toYaml . | nindent 2 }}
{{- end }}
volumes:
  - name: tmp
    emptyDir: {medium: Memory, sizeLimit: 64Mi}
{{- end }}

{{/*
A Deployment. Takes root, component, replicas (null: an autoscaler's), command (a list), port (a
name and a number), ready and alive (paths), grace (seconds), resources, strategy.
*/}}
{{- define "self-delegation.deployment" -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "self-delegation.name" .root }}-{{ .component }}
  labels: {{ include "self-delegation.labels" . | nindent 4 }}
spec:
  {{- if .replicas }}
  replicas: {{ .replicas }}
  {{- end }}
  revisionHistoryLimit: 3
  strategy: {{ toYaml .strategy | nindent 4 }}
  selector:
    matchLabels: {{ include "self-delegation.selector" . | nindent 6 }}
  template:
    metadata:
      labels: {{ include "self-delegation.labels" . | nindent 8 }}
      annotations:
        # New settings start new pods.
        checksum/settings: {{ include (print .root.Template.BasePath "/settings.yaml") .root | sha256sum }}
        {{- with .root.Values.podAnnotations }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
    spec:
      serviceAccountName: {{ include "self-delegation.name" .root }}
      {{- include "self-delegation.podBasics" .root | nindent 6 }}
      terminationGracePeriodSeconds: {{ .grace }}
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: kubernetes.io/hostname
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels: {{ include "self-delegation.selector" . | nindent 14 }}
      containers:
        - name: {{ .component }}
          image: {{ include "self-delegation.image" .root }}
          imagePullPolicy: {{ .root.Values.image.pullPolicy }}
          command: {{ toJson .command }}
          {{- include "self-delegation.environment" .root | nindent 10 }}
          {{- include "self-delegation.containerSecurity" . | nindent 10 }}
          ports:
            - name: {{ .port.name }}
              containerPort: {{ .port.number }}
          # Starting may take long on a busy node.
          startupProbe:
            httpGet: {path: {{ .alive }}, port: {{ .port.name }}}
            periodSeconds: 2
            timeoutSeconds: 5
            failureThreshold: 60
          readinessProbe:
            httpGet: {path: {{ .ready }}, port: {{ .port.name }}}
            periodSeconds: 5
            timeoutSeconds: 5
            failureThreshold: 2
          livenessProbe:
            httpGet: {path: {{ .alive }}, port: {{ .port.name }}}
            periodSeconds: 10
            timeoutSeconds: 5
            failureThreshold: 3
          {{- if .sleep }}
          lifecycle:
            # The Ingress sends requests for some seconds after a pod began to end.
            preStop: {sleep: {seconds: {{ .sleep }}}}
          {{- end }}
          resources: {{ toYaml .resources | nindent 12 }}
          volumeMounts:
            - {name: tmp, mountPath: /tmp}
{{- end }}

{{/* The strategy of an upgrade: a new pod beside the old ones before any of these ends. */}}
{{- define "self-delegation.rolling" -}}
{{ dict "type" "RollingUpdate" "rollingUpdate" (dict "maxSurge" "50%" "maxUnavailable" 0) | toJson }}
{{- end }}

{{/*
A Job that runs while Helm installs or upgrades. Takes root, component, hook (when), weight (order),
command (a list). It alone holds the passwords of `ownerSecret`.
*/}}
{{- define "self-delegation.hook" -}}
apiVersion: batch/v1
kind: Job
metadata:
  name: {{ include "self-delegation.name" .root }}-{{ .component }}
  labels: {{ include "self-delegation.labels" . | nindent 4 }}
  annotations:
    helm.sh/hook: {{ .hook }}
    helm.sh/hook-weight: {{ .weight | quote }}
    helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
spec:
  backoffLimit: 2
  activeDeadlineSeconds: 3600
  template:
    metadata:
      labels: {{ include "self-delegation.labels" . | nindent 8 }}
    spec:
      restartPolicy: Never
      {{- include "self-delegation.podBasics" .root | nindent 6 }}
      containers:
        - name: {{ .component }}
          image: {{ include "self-delegation.image" .root }}
          imagePullPolicy: {{ .root.Values.image.pullPolicy }}
          command: {{ toJson .command }}
          envFrom:
            - configMapRef: {name: {{ include "self-delegation.name" .root }}-hooks}
            - secretRef: {name: {{ .root.Values.secret }}}
            - secretRef: {name: {{ .root.Values.ownerSecret }}}
          {{- include "self-delegation.containerSecurity" . | nindent 10 }}
          resources:
            requests: {cpu: 100m, memory: 192Mi}
            limits: {memory: 512Mi}
          volumeMounts:
            - {name: tmp, mountPath: /tmp}
{{- end }}
