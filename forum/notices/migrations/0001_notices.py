import datetime
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('groups', '0002_reading_first'),
        ('meetups', '0002_towns'),
        ('review', '0009_announced_by_members'),
        ('threads', '0006_how_each_reply_is_told'),
    ]

    operations = [
        migrations.CreateModel(
            name='Break',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('until', models.DateTimeField()),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'breaks',
            },
        ),
        migrations.CreateModel(
            name='Manner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at_time', models.TimeField(default=datetime.time(9, 0))),
                ('weekday', models.PositiveSmallIntegerField(choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday'), (5, 'Saturday'), (6, 'Sunday')], default=0)),
                ('says_more', models.BooleanField(default=False)),
                ('sends_daily', models.BooleanField(default=True)),
                ('sends_weekly', models.BooleanField(default=True)),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'when gathered mail is sent',
            },
        ),
        migrations.CreateModel(
            name='QuietHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_time', models.TimeField()),
                ('until_time', models.TimeField()),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'quiet hours',
                'constraints': [models.CheckConstraint(condition=models.Q(('from_time', models.F('until_time')), _negated=True), name='quiet_hours_are_some_hours')],
            },
        ),
        migrations.CreateModel(
            name='Unreachable',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.CharField(choices=[('bounced', 'it came back'), ('complained', 'it was marked as unwanted'), ('refused', 'their server takes none')], max_length=10)),
                ('since', models.DateTimeField()),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'mail does not reach me',
            },
        ),
        migrations.CreateModel(
            name='Wish',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('replies', 'somebody wrote in a thread'), ('named', 'somebody named you'), ('quoted', 'somebody quoted you'), ('reacted', 'somebody answered your post with a kind word'), ('asked', 'somebody asks to be let in'), ('let_in', 'you were let in'), ('declined', 'you were not let in'), ('role', 'you have another role'), ('shown', 'what you wrote stands on its page now'), ('statement', 'a moderator wrote to you'), ('answered', 'your report was answered'), ('appeal', 'what you asked to be looked at again was decided'), ('in_appeal', 'a moderator wrote about what you asked to be looked at again'), ('waiting', 'something waits at the desk'), ('urgent', 'somebody is worried about a person'), ('offered', 'a place is kept for you'), ('lapsed', 'an offer of a place has ended'), ('changed', 'a meetup has changed'), ('postponed', 'a meetup is postponed'), ('cancelled', 'a meetup is cancelled'), ('message', 'its organiser wrote'), ('reminder', 'a meetup is near'), ('handed', 'you organise a meetup now')], max_length=10)),
                ('way', models.CharField(choices=[('mail', 'by e-mail at once, and on the site'), ('daily', 'in one e-mail a day, and on the site'), ('weekly', 'in one e-mail a week, and on the site'), ('site', 'on the site only'), ('none', 'not at all')], max_length=10)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'how I am told',
                'constraints': [models.UniqueConstraint(fields=('person', 'kind'), name='one_wish_for_each_kind')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('replies', 'somebody wrote in a thread'), ('named', 'somebody named you'), ('quoted', 'somebody quoted you'), ('reacted', 'somebody answered your post with a kind word'), ('asked', 'somebody asks to be let in'), ('let_in', 'you were let in'), ('declined', 'you were not let in'), ('role', 'you have another role'), ('shown', 'what you wrote stands on its page now'), ('statement', 'a moderator wrote to you'), ('answered', 'your report was answered'), ('appeal', 'what you asked to be looked at again was decided'), ('in_appeal', 'a moderator wrote about what you asked to be looked at again'), ('waiting', 'something waits at the desk'), ('urgent', 'somebody is worried about a person'), ('offered', 'a place is kept for you'), ('lapsed', 'an offer of a place has ended'), ('changed', 'a meetup has changed'), ('postponed', 'a meetup is postponed'), ('cancelled', 'a meetup is cancelled'), ('message', 'its organiser wrote'), ('reminder', 'a meetup is near'), ('handed', 'you organise a meetup now')], max_length=10)),
                ('sequence', models.PositiveBigIntegerField(default=0)),
                ('made_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('told_at', models.DateTimeField(null=True)),
                ('skipped_because', models.CharField(blank=True, choices=[('not_seen', 'they may not see it any more'), ('not_coming', 'they do not come any more'), ('moved_on', 'it has changed since, and that is told by itself'), ('cancelled', 'it does not take place'), ('over', 'it is over'), ('gone', 'their account is closed'), ('unwanted', 'they chose not to be told so'), ('read', 'they have seen it already'), ('away', 'they are on a break'), ('stopped', 'moderators asked its writer, or them, to pause there'), ('bounced', 'mail does not reach them')], default='', max_length=10)),
                ('read_at', models.DateTimeField(null=True)),
                ('appeal', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='review.appeal')),
                ('group', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='groups.group')),
                ('meetup', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='meetups.meetup')),
                ('message', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='meetups.message')),
                ('post', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='threads.post')),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('report', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='review.report')),
                ('statement', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='review.statement')),
                ('thread', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='threads.thread')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('skipped_because', ''), ('told_at', None)), fields=['due_at'], name='notices_to_tell'), models.Index(condition=models.Q(('told_at__isnull', False)), fields=['recipient', '-told_at', '-id'], name='notices_of_a_person'), models.Index(condition=models.Q(('read_at', None), ('told_at__isnull', False)), fields=['recipient', 'thread'], name='notices_unread'), models.Index(fields=['made_at'], name='notices_by_age')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('meetup__isnull', False)), fields=('meetup', 'recipient', 'kind', 'sequence'), name='nothing_of_a_meetup_told_twice'), models.UniqueConstraint(condition=models.Q(('read_at', None), ('skipped_because', ''), ('kind__in', ('replies',))), fields=('recipient', 'thread'), name='one_notice_of_new_replies'), models.UniqueConstraint(condition=models.Q(('read_at', None), ('skipped_because', ''), ('kind__in', ('reacted',))), fields=('recipient', 'post', 'kind'), name='one_notice_of_new_reactions'), models.UniqueConstraint(condition=models.Q(('kind__in', ('named', 'quoted'))), fields=('recipient', 'post', 'kind'), name='nothing_of_a_post_told_twice'), models.UniqueConstraint(condition=models.Q(('kind', 'shown')), fields=('recipient', 'post', 'sequence'), name='no_showing_told_twice'), models.UniqueConstraint(condition=models.Q(('kind', 'urgent')), fields=('recipient', 'sequence'), name='no_concern_told_twice'), models.UniqueConstraint(condition=models.Q(('read_at', None), ('skipped_because', ''), ('kind__in', ('asked',))), fields=('recipient', 'group'), name='one_notice_of_new_requests'), models.UniqueConstraint(condition=models.Q(('kind__in', ('let_in', 'declined', 'role'))), fields=('recipient', 'group', 'kind', 'sequence'), name='nothing_of_a_group_told_twice'), models.UniqueConstraint(condition=models.Q(('read_at', None), ('skipped_because', ''), ('kind__in', ('waiting',))), fields=('recipient',), name='one_notice_of_what_waits'), models.UniqueConstraint(condition=models.Q(('statement__isnull', False)), fields=('recipient', 'statement'), name='no_statement_told_twice'), models.UniqueConstraint(condition=models.Q(('report__isnull', False)), fields=('recipient', 'report'), name='no_answer_told_twice'), models.UniqueConstraint(condition=models.Q(('kind', 'appeal')), fields=('recipient', 'appeal'), name='no_answered_appeal_told_twice'), models.UniqueConstraint(condition=models.Q(('read_at', None), ('skipped_because', ''), ('kind__in', ('in_appeal',))), fields=('recipient', 'appeal'), name='one_notice_of_new_words_in_an_appeal'), models.CheckConstraint(condition=models.Q(('told_at', None), ('skipped_because', ''), _connector='OR'), name='what_was_told_was_not_skipped')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('way', models.CharField(choices=[('mail', 'by e-mail at once, and on the site'), ('daily', 'in one e-mail a day, and on the site'), ('weekly', 'in one e-mail a week, and on the site'), ('site', 'on the site only'), ('none', 'not at all')], default='mail', max_length=10)),
                ('state', models.CharField(choices=[('pending', 'waits'), ('sending', 'is being sent'), ('sent', 'sent'), ('not_sent', 'not to be sent any more'), ('failed', 'given up')], default='pending', max_length=10)),
                ('due_at', models.DateTimeField()),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('claimed_at', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('not_sent_because', models.CharField(blank=True, choices=[('not_seen', 'they may not see it any more'), ('not_coming', 'they do not come any more'), ('moved_on', 'it has changed since, and that is told by itself'), ('cancelled', 'it does not take place'), ('over', 'it is over'), ('gone', 'their account is closed'), ('unwanted', 'they chose not to be told so'), ('read', 'they have seen it already'), ('away', 'they are on a break'), ('stopped', 'moderators asked its writer, or them, to pause there'), ('bounced', 'mail does not reach them')], default='', max_length=10)),
                ('trouble', models.CharField(blank=True, max_length=80)),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('notice', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='notices.notice')),
            ],
            options={
                'verbose_name_plural': 'mails to me',
                'indexes': [models.Index(condition=models.Q(('state', 'pending')), fields=['due_at', 'id'], name='mail_to_send'), models.Index(condition=models.Q(('state__in', ('sending', 'failed'))), fields=['id'], name='mail_to_look_at'), models.Index(condition=models.Q(('notice', None)), fields=['due_at'], name='gathered_mail_by_age')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('state', 'sent')), models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at', None)), _connector='OR'), name='sent_at_some_moment'), models.CheckConstraint(condition=models.Q(('not_sent_because', ''), ('state', 'not_sent'), _connector='OR'), name='what_was_sent_has_no_reason_against_it'), models.CheckConstraint(condition=models.Q(models.Q(('notice__isnull', False), ('way', 'mail')), models.Q(('notice', None), ('way__in', ('daily', 'weekly'))), _connector='OR'), name='mail_tells_one_notice_or_gathers'), models.UniqueConstraint(condition=models.Q(('notice', None), ('state', 'pending')), fields=('recipient', 'way'), name='one_gathered_mail_waits_a_person')],
            },
        ),
        migrations.AddField(
            model_name='notice',
            name='mailed_in',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='notices', to='notices.delivery'),
        ),
    ]
